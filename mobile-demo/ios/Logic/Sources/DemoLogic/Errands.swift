// The assistant of the app: opened once, filled with what the app can do, found again after the process died.
//
// Decides what is passed at every start. Open it off the main actor: it takes a moment, and seconds when a service is new.

import Errand
import Foundation

/// Where the contacts come from: the platform's own store on a phone. None where the person did not allow it.
public typealias Contacts = @Sendable () -> [ListEntry]

/// The assistant and the only object that says yes.
public final class Errands: Sendable {
    public let assistant: Assistant
    let approver: Approver
    private let contacts: Contacts

    public init(bundle: URL, database: URL, services: Services, contacts: @escaping Contacts) throws {
        let assistant = try Assistant.open(bundle: bundle.path, database: database.path)
        _ = try assistant.refresh()
        _ = try assistant.install(manifests: services.manifests)
        for (name, entries) in services.lists() { assistant.setList(name: name, entries: entries) }
        guard let approver = assistant.takeApprover() else { throw ErrandError.Bug(reason: "the approver is handed out once") }
        (self.assistant, self.approver, self.contacts) = (assistant, approver, contacts)
        refreshContacts()
    }

    /// Reads the contacts anew, after the person allowed it or changed one.
    public func refreshContacts() {
        let all = contacts()
        if !all.isEmpty { assistant.setList(name: "contacts", entries: all) }
    }

    /// The turn that was open when the process ended, if any.
    public func openTurn() throws -> String? { try assistant.openTurns().first }
}
