// The app's services: what a real app has backends and stores for.
//
// Decides how a call reaches them, and that their state outlives the process. What they answer is the demo services' matter.

import DemoServicesFFI
import Errand
import Foundation

/// The services with their state.
public final class Services: Sendable {
    private let demo: DemoServices
    private let kept: URL
    private let clock: @Sendable () -> Moment
    private let parsed: [Json]
    private let lock = NSLock()
    private let slow = Slowness()

    /// `kept` is where the state is written, so that an order is still there after the app was killed.
    public init(folder: URL, kept: URL, clock: @escaping @Sendable () -> Moment) throws {
        demo = try DemoServices.load(folder: folder.path, now: minute(clock()))
        self.kept = kept
        self.clock = clock
        parsed = demo.manifests().map(Json.read)
        if let state = try? String(contentsOf: kept, encoding: .utf8) { try demo.restore(state: state) }
    }

    /// How long each call takes, in milliseconds, for seeing what the app does meanwhile.
    public func beSlow(_ milliseconds: UInt64) { slow.set(milliseconds) }

    /// The manifests of all services.
    public var manifests: [String] { demo.manifests() }

    /// The app's own lists.
    public func lists() -> [String: [ListEntry]] {
        Dictionary(uniqueKeysWithValues: demo.lists().map { list in
            (list.name, Json.read(list.entries).list.map { row in
                let note = row["note"]
                return ListEntry(
                    id: row["id"].text, name: row["name"].text, aliases: row["aliases"].list.map(\.text),
                    note: note == .null ? nil : LocalText(zh: note["zh-CN"].text, en: note["en"].text))
            })
        })
    }

    /// Carries out a call of the assistant.
    public func carryOut(_ call: Call) async throws -> CallResult {
        let answer = try ask(call.service, call.isProbe ? call.target : call.capability, call.arguments, call.key)
        // It took effect already: whoever cancels now cannot know.
        let milliseconds = slow.get()
        if milliseconds > 0, call.invoke != .host { try await Task.sleep(nanoseconds: milliseconds * 1_000_000) }
        switch answer {
        case .success(let output): return .success(output: output)
        case .failure(let code): return .failure(code: code)
        case .timedOut: return .timedOut
        }
    }

    /// What the person does in an app by hand, without the assistant; the error code where it did not work.
    public func byHand(_ service: String, _ capability: String, _ arguments: Json) throws -> String? {
        switch try ask(service, capability, arguments.written, "hand-\(UUID().uuidString)") {
        case .success: nil
        case .failure(let code): code
        case .timedOut: "TIMEOUT"
        }
    }

    /// The rows of a table.
    public func rows(_ service: String, _ table: String) -> [Json] { tables(service)[table].list }

    /// All tables of a service.
    public func tables(_ service: String) -> Json { Json.read(demo.state())[service] }

    /// The code by which a service's page says that the person left it unfinished, if it has one.
    public func leftCode(_ call: Call) -> String? {
        capability(call)["errors"].list.first { $0["class"].text == "denied" }?["code"].text
    }

    /// The name of a service.
    public func name(_ service: String, _ language: AppLanguage) -> String {
        let name = manifest(service)["service"]["name"][language.pick("zh-CN", "en")].text
        return name.isEmpty ? service : name
    }

    /// What a capability is called.
    public func title(_ call: Call, _ language: AppLanguage) -> String {
        let title = capability(call)["title"][language.pick("zh-CN", "en")].text
        return title.isEmpty ? call.capability : title
    }

    private func ask(_ service: String, _ function: String, _ arguments: String, _ key: String) throws -> DemoAnswer {
        try lock.withLock {
            let answer = demo.call(service: service, function: function, arguments: arguments, key: key, now: minute(clock()))
            // All of it or nothing: a file that was cut short would lose every order.
            try Data(demo.state().utf8).write(to: kept, options: .atomic)
            return answer
        }
    }

    private func manifest(_ service: String) -> Json { parsed.first { $0["service"]["id"].text == service } ?? .null }

    private func capability(_ call: Call) -> Json {
        manifest(call.service)["capabilities"].list.first { $0["id"].text == call.capability } ?? .null
    }
}

/// How long calls take.
private final class Slowness: @unchecked Sendable {
    private let lock = NSLock()
    private var milliseconds: UInt64 = 0
    func set(_ new: UInt64) { lock.withLock { milliseconds = new } }
    func get() -> UInt64 { lock.withLock { milliseconds } }
}

/// A moment as the services write it: civil time in its zone, to the minute.
func minute(_ moment: Moment) -> String {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: moment.zone)
    format.dateFormat = "yyyy-MM-dd'T'HH:mm"
    return format.string(from: Date(timeIntervalSince1970: Double(moment.epochMs) / 1000))
}
