// The process: the services and the assistant, opened once, off the main actor.
//
// Decides where files lie. They stay out of backups: a turn that is restored on another phone would go on there.

import DemoLogic
import Errand
import SwiftUI

@main
struct ErrandApp: App {
    @State private var demo: Demo?
    @State private var failure: String?
    @Environment(\.scenePhase) private var phase

    var body: some Scene {
        WindowGroup {
            Group {
                if let demo {
                    HomeView(demo: demo)
                } else if let failure {
                    ContentUnavailableView(failure, systemImage: "exclamationmark.triangle")
                } else {
                    ProgressView()
                }
            }
            .task {
                do { demo = try await Demo.shared() } catch { failure = error.localizedDescription }
                if await PhoneContacts.ask(), let errands = demo?.errands { await Task.detached { errands.refreshContacts() }.value }
            }
            .onChange(of: phase) { _, now in if now == .active { demo?.takeShared() } }
        }
    }
}

/// Everything that the screens share.
@MainActor
@Observable
final class Demo {
    let services: Services
    let errands: Errands
    let model: AssistantModel
    let language: AppLanguage
    /// The model's state, for views to follow.
    private(set) var state = AssistantState()
    /// Changes with every call, so that the apps' screens are drawn anew.
    private(set) var count = 0
    /// Whether the assistant's sheet is open.
    var isListening = false
    /// A text of a mini-tool for the share sheet.
    var shared: String?

    private static var opening: Task<Demo, any Error>?

    /// The one of this process; App Intents and the screens use the same.
    static func shared() async throws -> Demo {
        if let opening { return try await opening.value }
        let task = Task { try await open() }
        opening = task
        return try await task.value
    }

    private static func open() async throws -> Demo {
        let language: AppLanguage = Bundle.main.preferredLocalizations.first?.hasPrefix("zh") == true ? .zh : .en
        let (services, errands) = try await Task.detached {
            var folder = URL.applicationSupportDirectory.appending(path: "Errand")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            var values = URLResourceValues()
            values.isExcludedFromBackup = true
            try folder.setResourceValues(values)
            guard let bundle = Bundle.main.url(forResource: "errand-zh-en", withExtension: nil),
                let demoServices = Bundle.main.url(forResource: "services", withExtension: nil)
            else { throw CocoaError(.fileNoSuchFile) }
            let services = try Services(folder: demoServices, kept: folder.appending(path: "services.json")) { .now }
            let errands = try Errands(bundle: bundle, database: folder.appending(path: "errand.db"), services: services, contacts: PhoneContacts.all)
            return (services, errands)
        }.value
        return Demo(services, errands, language)
    }

    private init(_ services: Services, _ errands: Errands, _ language: AppLanguage) {
        (self.services, self.errands, self.language) = (services, errands, language)
        // The demo's shops are in Shanghai, wherever the phone is.
        model = AssistantModel(errands: errands, services: services, language: language) { Location(latitude: 31.2304, longitude: 121.4737, name: "上海") }
        model.changed = { [weak self] state in
            self?.state = state
            self?.count += 1
        }
        model.share = { [weak self] text in self?.shared = text }
        // What was open when the process ended goes on.
        if model.goOn() { isListening = true }
        takeShared()
    }

    /// Takes what the share extension left: content of others, that supplies values and gives no orders.
    func takeShared() {
        guard let inbox = Inbox.take() else { return }
        model.about([SelectedItem(kind: .text, text: inbox, trust: .public, sourceId: "share", author: nil, timeMs: nil)])
        isListening = true
    }

    /// Something done by hand in an app.
    func press(_ service: String, _ act: ByHand, _ row: Json) -> String? {
        defer { count += 1 }
        return (try? services.byHand(service, act.capability, act.arguments(row))) ?? nil
    }

    func word(_ word: Word) -> String { word.text(language) }
}
