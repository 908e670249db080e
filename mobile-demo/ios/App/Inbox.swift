// What the share extension leaves for the app: one text, taken once.

import Foundation

enum Inbox {
    private static var file: URL? {
        FileManager.default.containerURL(forSecurityApplicationGroupIdentifier: "group.dev.errand.demo")?.appending(path: "shared.txt")
    }

    /// The text, if there is one; it is gone then.
    static func take() -> String? {
        guard let file, let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
        try? FileManager.default.removeItem(at: file)
        return text.isEmpty ? nil : text
    }
}
