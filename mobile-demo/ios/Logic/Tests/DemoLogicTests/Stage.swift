// The stage for the tests: the app's logic over a copy of a database that learned the demo services once.

import Errand
import Foundation
import XCTest

@testable import DemoLogic

let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../../..").standardized
private let bundle = root.appendingPathComponent("models/errand-zh-en")
private let folder = root.appendingPathComponent("mobile-demo/services")

/// Wednesday 25 November 2026, half past nine in Shanghai.
let morning = Moment(epochMs: 1_795_570_200_000, zone: "Asia/Shanghai")

/// The app on a phone: files of its own, and a process that can die.
@MainActor
final class Stage {
    let language: AppLanguage
    private let files: URL
    private(set) var services: Services
    private(set) var errands: Errands
    private(set) var model: AssistantModel

    init(_ language: AppLanguage) throws {
        self.language = language
        files = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: Self.learned, to: files.appendingPathComponent("errand.db"))
        (services, errands, model) = try Self.start(files, language)
    }

    private static func start(_ files: URL, _ language: AppLanguage) throws -> (Services, Errands, AssistantModel) {
        let services = try Services(folder: folder, kept: files.appendingPathComponent("services.json")) { morning }
        let contacts: Contacts = {
            [
                ListEntry(id: "c-mom", name: "妈妈", aliases: ["mom", "mum"], note: nil),
                ListEntry(id: "c-lilei", name: "李雷", aliases: ["Li Lei"], note: nil),
            ]
        }
        let errands = try Errands(bundle: bundle, database: files.appendingPathComponent("errand.db"), services: services, contacts: contacts)
        let place = Location(latitude: 31.2304, longitude: 121.4737, name: "上海")
        return (services, errands, AssistantModel(errands: errands, services: services, language: language, location: { place }, clock: { morning }))
    }

    /// The system kills the process and starts the app again later.
    func die() throws { (services, errands, model) = try Self.start(files, language) }

    /// Waits until the state is as expected.
    @discardableResult
    func until(_ what: String, _ fits: (AssistantState) -> Bool) async throws -> AssistantState {
        for _ in 0..<2_000 {
            if fits(model.state) { return model.state }
            try await Task.sleep(nanoseconds: 10_000_000)
        }
        XCTFail("\(what): never came to be; it is \(model.state)")
        throw CancellationError()
    }

    func confirmation() async throws -> Confirmation {
        let state = try await until("a confirmation") { if case .confirmation = $0.card { true } else { false } }
        guard case .confirmation(let shown) = state.card else { throw CancellationError() }
        return shown
    }

    func options() async throws -> [ChoiceOption] {
        let state = try await until("options") { if case .options = $0.card { true } else { false } }
        guard case .options(_, let all) = state.card else { throw CancellationError() }
        return all
    }

    func page() async throws -> Page {
        let state = try await until("a page") { if case .page = $0.card { true } else { false } }
        guard case .page(let shown) = state.card else { throw CancellationError() }
        return shown
    }

    func tool(where fits: (ToolStep) -> Bool = { _ in true }) async throws -> ToolStep {
        let state = try await until("a tool") { if case .tool(let step) = $0.card { fits(step) } else { false } }
        guard case .tool(let step) = state.card else { throw CancellationError() }
        return step
    }

    /// The assistant's last words, once nothing is open.
    func end() async throws -> String {
        try await until("an end") { !$0.isBusy && $0.card == nil && $0.entries.last?.from == .assistant }.entries.last?.text ?? ""
    }

    private static let learned: URL = {
        let file = root.appendingPathComponent("target/tmp/ios-demo.db")
        try! FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let kept = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        let services = try! Services(folder: folder, kept: kept) { morning }
        _ = try! Assistant.open(bundle: bundle.path, database: file.path).install(manifests: services.manifests)
        return file
    }()
}
