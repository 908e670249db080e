// "Ask about this" from any other app: the shared text is left for the app, with nothing around it, and the app is opened.

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
        Task {
            let text = try? await provider.loadItem(forTypeIdentifier: UTType.plainText.identifier) as? String
            if let text, let folder = FileManager.default.containerURL(forSecurityApplicationGroupIdentifier: "group.dev.errand.demo") {
                try? String(text.prefix(Self.most)).write(to: folder.appending(path: "shared.txt"), atomically: true, encoding: .utf8)
                if let url = URL(string: "errand-demo://shared") { await extensionContext?.open(url) }
            }
            finish()
        }
    }

    private func finish() { extensionContext?.completeRequest(returningItems: nil) }
}
