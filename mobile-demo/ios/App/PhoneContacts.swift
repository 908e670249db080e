// The person's contacts from the platform's own store, where the person allowed it.

import Contacts
import Errand

enum PhoneContacts {
    /// Everyone with a name; none before the person allowed it.
    static let all: @Sendable () -> [ListEntry] = {
        guard CNContactStore.authorizationStatus(for: .contacts) == .authorized else { return [] }
        let keys = [CNContactFormatter.descriptorForRequiredKeys(for: .fullName), CNContactNicknameKey as any CNKeyDescriptor]
        var found: [ListEntry] = []
        try? CNContactStore().enumerateContacts(with: CNContactFetchRequest(keysToFetch: keys)) { contact, _ in
            guard let name = CNContactFormatter.string(from: contact, style: .fullName) else { return }
            found.append(ListEntry(id: contact.identifier, name: name, aliases: contact.nickname.isEmpty ? [] : [contact.nickname], note: nil))
        }
        return found
    }

    /// Asks once; answers whether they may be read.
    static func ask() async -> Bool { (try? await CNContactStore().requestAccess(for: .contacts)) ?? false }
}
