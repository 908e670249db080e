// "Ask about this" from any other app: the shared text is left for the app, with nothing around it, and the app takes it when it is opened next.
//
// A share extension cannot open its app; what it leaves is taken once.

import UIKit
import UniformTypeIdentifiers

final class ShareViewController: UIViewController {
    /// What a person selects is short; a whole book is not meant.
    private static let most = 4_000

    override func viewDidAppear(_ animated: Bool) {
        super.viewDidAppear(animated)
        let items = extensionContext?.inputItems as? [NSExtensionItem] ?? []
        let provider = items.flatMap { $0.attachments ?? [] }.first { $0.hasItemConformingToTypeIdentifier(UTType.plainText.identifier) }
        guard let provider else { return finish() }
        Self.take(provider) { [weak self] in Task { @MainActor in self?.finish() } }
    }

    /// Reads and leaves the text on whatever queue the system calls back.
    private nonisolated static func take(_ provider: NSItemProvider, done: @escaping @Sendable () -> Void) {
        _ = provider.loadObject(ofClass: String.self) { text, _ in
            if let text, let folder = FileManager.default.containerURL(forSecurityApplicationGroupIdentifier: "group.dev.errand.demo") {
                try? String(text.prefix(most)).write(to: folder.appending(path: "shared.txt"), atomically: true, encoding: .utf8)
            }
            done()
        }
    }

    private func finish() { extensionContext?.completeRequest(returningItems: nil) }
}
