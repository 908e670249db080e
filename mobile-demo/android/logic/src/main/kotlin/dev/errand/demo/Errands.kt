// The assistant of the app: opened once, filled with what the app can do, found again after the process died.
//
// Decides what is passed at every start. Call it off the main thread: opening takes a moment, and seconds when a service is new.

package dev.errand.demo

import dev.errand.ffi.Approver
import dev.errand.ffi.Assistant
import dev.errand.ffi.ListEntry
import java.io.File

/** Where the contacts come from: the platform's provider on a phone. */
public fun interface Contacts {
    /** All of them; none where the person did not allow it. */
    public fun all(): List<ListEntry>
}

/** The assistant and the only object that says yes. */
public class Errands(bundle: File, database: File, private val services: Services, private val contacts: Contacts) : AutoCloseable {
    public val assistant: Assistant = Assistant.open(bundle.path, database.path)
    internal val approver: Approver

    init {
        assistant.refresh()
        assistant.install(services.manifests)
        services.lists().forEach { (name, entries) -> assistant.setList(name, entries) }
        refreshContacts()
        approver = checkNotNull(assistant.takeApprover()) { "the approver is handed out once" }
    }

    /** Reads the contacts anew, after the person allowed it or changed one. */
    public fun refreshContacts() {
        val all = contacts.all()
        if (all.isNotEmpty()) assistant.setList("contacts", all)
    }

    /** The turn that was open when the process ended, if any. */
    public fun openTurn(): String? = assistant.openTurns().firstOrNull()

    override fun close() {
        approver.close()
        assistant.close()
    }
}
