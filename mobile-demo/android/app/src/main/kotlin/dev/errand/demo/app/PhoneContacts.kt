// The person's contacts from the platform's provider, where the person allowed it.

package dev.errand.demo.app

import android.Manifest
import android.content.Context
import android.content.pm.PackageManager
import android.provider.ContactsContract
import dev.errand.demo.Contacts
import dev.errand.ffi.ListEntry

class PhoneContacts(private val context: Context) : Contacts {
    override fun all(): List<ListEntry> {
        if (context.checkSelfPermission(Manifest.permission.READ_CONTACTS) != PackageManager.PERMISSION_GRANTED) return emptyList()
        val names = arrayOf(ContactsContract.Data.CONTACT_ID, ContactsContract.Data.DISPLAY_NAME_PRIMARY, ContactsContract.CommonDataKinds.Nickname.NAME, ContactsContract.Data.MIMETYPE)
        val kinds = arrayOf(ContactsContract.CommonDataKinds.StructuredName.CONTENT_ITEM_TYPE, ContactsContract.CommonDataKinds.Nickname.CONTENT_ITEM_TYPE)
        val where = "${ContactsContract.Data.MIMETYPE} IN (?, ?)"
        val found = linkedMapOf<String, Pair<String, MutableSet<String>>>()
        context.contentResolver.query(ContactsContract.Data.CONTENT_URI, names, where, kinds, ContactsContract.Data.CONTACT_ID)?.use { rows ->
            while (rows.moveToNext()) {
                val id = rows.getString(0) ?: continue
                val name = rows.getString(1) ?: continue
                val (_, aliases) = found.getOrPut(id) { name to linkedSetOf() }
                if (rows.getString(3) == ContactsContract.CommonDataKinds.Nickname.CONTENT_ITEM_TYPE) rows.getString(2)?.let(aliases::add)
            }
        }
        return found.map { (id, own) -> ListEntry(id = id, name = own.first, aliases = own.second.toList()) }
    }
}
