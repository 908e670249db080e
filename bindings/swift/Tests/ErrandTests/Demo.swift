// The stage for the tests: an assistant with the demo services, and the services themselves in a process of their own.

import Errand
import Foundation

let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../..").standardized
let bundle = root.appendingPathComponent("models/errand-zh-en").path
let target = ProcessInfo.processInfo.environment["ERRAND_TARGET"].map { URL(fileURLWithPath: $0) } ?? root.appendingPathComponent("target/release")

/// Wednesday 25 November 2026, half past nine in Shanghai: what the conversations take place at, if they say nothing else.
let morning = Moment(epochMs: 1_795_570_200_000, zone: "Asia/Shanghai")
let shanghai = Context(location: Location(latitude: 31.2304, longitude: 121.4737, name: "上海"))

/// The demo services (`errand-demo-host`).
final class Demo: @unchecked Sendable {
    static let shared = Demo()
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private let lock = NSLock()
    private var rest = Data()

    private init() {
        process.executableURL = target.appendingPathComponent("errand-demo-host")
        process.standardInput = input
        process.standardOutput = output
        try! process.run()
    }

    @discardableResult
    func ask(_ what: String, _ fields: [String: String] = [:]) -> [String: Any] {
        lock.withLock {
            let line = try! JSONSerialization.data(withJSONObject: fields.merging(["do": what]) { $1 })
            input.fileHandleForWriting.write(line + Data("\n".utf8))
            while !rest.contains(10) { rest.append(output.fileHandleForReading.availableData) }
            let end = rest.firstIndex(of: 10)!
            let answer = try! JSONSerialization.jsonObject(with: rest[..<end]) as! [String: Any]
            rest = Data(rest[rest.index(after: end)...])
            precondition(answer["refused"] == nil, "\(answer)")
            return answer
        }
    }

    func carryOut(_ call: Call, at now: Moment) -> CallResult {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: now.zone)
        format.dateFormat = "yyyy-MM-dd'T'HH:mm"
        let at = format.string(from: Date(timeIntervalSince1970: Double(now.epochMs) / 1000))
        let function = call.isProbe ? call.target : call.capability
        let answer = ask(
            "call",
            ["service": call.service, "capability": function, "arguments": call.arguments, "key": call.key, "now": at])
        if let output = answer["success"] as? String { return .success(output: output) }
        if let code = answer["failure"] as? String { return .failure(code: code) }
        return .timedOut
    }

    lazy var manifests = ask("manifests")["manifests"] as! [String]

    lazy var lists: [String: [ListEntry]] = (ask("lists")["lists"] as! [String: [[String: Any]]]).mapValues { rows in
        rows.map { row in
            let note = row["note"] as? [String: String]
            return ListEntry(
                id: row["id"] as! String, name: row["name"] as! String, aliases: row["aliases"] as? [String] ?? [],
                note: note.map { LocalText(zh: $0["zh-CN"] ?? "", en: $0["en"] ?? "") })
        }
    }
}

/// An assistant over a copy of a database that was filled once.
final class Stage: @unchecked Sendable {
    private let folder: URL
    private var database: String { folder.appendingPathComponent("errand.db").path }
    var now = morning
    var context = shanghai
    private(set) var assistant: Assistant
    private(set) var approver: Approver

    /// A database with the demo services; what is there already costs little to install again.
    private static let filled: String = {
        let file = root.appendingPathComponent("target/tmp/swift.db")
        try! FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        _ = try! Assistant.open(bundle: bundle, database: file.path).install(manifests: Demo.shared.manifests)
        return file.path
    }()

    init() throws {
        Demo.shared.ask("reset")
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let database = folder.appendingPathComponent("errand.db").path
        try FileManager.default.copyItem(atPath: Self.filled, toPath: database)
        (assistant, approver) = try Self.open(database)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private static func open(_ database: String) throws -> (Assistant, Approver) {
        let assistant = try Assistant.open(bundle: bundle, database: database)
        for (name, entries) in Demo.shared.lists { assistant.setList(name: name, entries: entries) }
        return (assistant, assistant.takeApprover()!)
    }

    /// The process dies and starts again; the services' own state lives on, as theirs would.
    func restart() throws { (assistant, approver) = try Self.open(database) }
}

/// Has the demo services carry out calls and agrees to everything.
struct DemoHost: AppHost {
    var now = morning
    func call(_ call: Call) async throws -> CallResult { Demo.shared.carryOut(call, at: now) }
    func open(_ call: Call) async throws -> CallResult { Demo.shared.carryOut(call, at: now) }
    func ask(_ question: Question) async throws -> Answer { .yes(isAuthenticated: true) }
}
