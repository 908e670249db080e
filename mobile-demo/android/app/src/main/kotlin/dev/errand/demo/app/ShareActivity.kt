// "Ask about this" from any other app: the selected or shared text comes along as content of others, with nothing around it.

package dev.errand.demo.app

import android.app.Activity
import android.content.Intent
import android.os.Bundle
import dev.errand.ffi.ContentTrust
import dev.errand.ffi.ItemKind
import dev.errand.ffi.SelectedItem
import kotlinx.coroutines.MainScope
import kotlinx.coroutines.launch

class ShareActivity : Activity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val name = if (intent.action == Intent.ACTION_PROCESS_TEXT) Intent.EXTRA_PROCESS_TEXT else Intent.EXTRA_TEXT
        val text = intent.getCharSequenceExtra(name)?.toString()?.take(MAX_CHARS).orEmpty()
        val app = app
        if (text.isNotBlank()) {
            MainScope().launch { app.demo.await().model.about(listOf(SelectedItem(ItemKind.TEXT, text, ContentTrust.PUBLIC, referrer?.host.orEmpty()))) }
            startActivity(Intent(this, MainActivity::class.java).putExtra(MainActivity.LISTEN, true))
        }
        // An activity without a display has to end before it is shown.
        finish()
    }

    private companion object {
        /** What a person selects is short; a whole book is not meant. */
        const val MAX_CHARS = 4_000
    }
}
