// What crosses: every record field by field, packs of services, model bundles, and what holds when an object is used from two threads or let go.

import Errand
import Foundation
import XCTest

final class CrossingTests: XCTestCase {
    /// `bindings/crossing.jsonl`, which the core's own suite wrote and checks.
    func testEveryRecordCrossesFieldByField() throws {
        let stage = try Stage()
        let text = try String(contentsOf: root.appendingPathComponent("bindings/crossing.jsonl"), encoding: .utf8)
        var turn = try stage.assistant.begin(context: stage.context)
        var step: Step?
        var steps = Set<String>()
        for row in text.split(separator: "\n") {
            let line = try JSONSerialization.jsonObject(with: Data(row.utf8)) as! [String: Any]
            let said = line["event"] as! [String: Any]
            if let last = step, record(last) is Ending {
                var context = stage.context
                if let selected = said["selected"] as? [String: String] {
                    let item = SelectedItem(
                        kind: .message, text: selected["text"]!, trust: .contact, sourceId: "m1", author: selected["author"])
                    context = Context(location: context.location, items: [item])
                }
                turn = try stage.assistant.begin(context: context)
            }
            let next = try turn.advance(event: event(said, turn, step, stage), now: stage.now)
            let fields = shown(next) as! [String: Any]
            XCTAssertEqual(try sorted(fields), try sorted(line["step"] as! [String: Any]))
            steps.insert(fields["step"] as! String)
            step = next
        }
        XCTAssertEqual(steps.count, 14)
    }

    private func event(_ event: [String: Any], _ turn: Turn, _ step: Step?, _ stage: Stage) throws -> Event {
        let (kind, value) = event.first!
        let inner = step.flatMap(record)
        let interrupt = (inner as? Interrupt)?.id ?? ""
        switch kind {
        case "said": return .said(text: value as! String)
        case "selected": return .said(text: (value as! [String: String])["said"]!)
        case "chosen": return .chosen(interrupt: interrupt, option: value as! String)
        case "provided": return .provided(interrupt: interrupt, value: value as! String)
        case "approved":
            let approval = try stage.approver.approve(
                turn: turn, interrupt: interrupt, isAuthenticated: value as! Bool, now: stage.now)
            return .approved(approval: approval)
        case "declined": return .declined(interrupt: interrupt)
        case "cancelled": return .cancelled
        case "allDone":
            let done = zip(inner as! [Call], value as! [[String: Any]]).map { CallDone(key: $0.key, result: result($1)) }
            return .callsDone(results: done)
        default: return .callDone(key: (inner as! Call).key, result: result(value as! [String: Any]))
        }
    }

    private func result(_ result: [String: Any]) -> CallResult {
        if let output = result["success"] as? String { return .success(output: output) }
        if let code = result["failure"] as? String { return .failure(code: code) }
        return result["timedOut"] == nil ? .unreachable : .timedOut
    }

    /// What a step holds; the mirror of a case with a labelled value shows a tuple of one.
    private func record(_ step: Any) -> Any? {
        guard let value = Mirror(reflecting: step).children.first?.value else { return nil }
        let inner = Mirror(reflecting: value)
        return inner.displayStyle == .tuple ? inner.children.first?.value : value
    }

    /// A record with all its fields, as the file has them.
    private func shown(_ value: Any) -> Any {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { shown($0.value) } ?? NSNull()
        case .collection: return mirror.children.map { shown($0.value) }
        case .struct where !mirror.children.isEmpty && !(value is String):
            return Dictionary(uniqueKeysWithValues: mirror.children.map { ($0.label!, shown($0.value)) })
        case .enum:
            guard let payload = mirror.children.first else { return "\(value)".lowercased() }
            let record = record(value)!
            let name = record is Call ? "call" : record is [Call] ? "calls" : record is Interrupt ? "interrupt" : "ending"
            return ["step": payload.label!, name: shown(record)]
        default: return value
        }
    }

    private func sorted(_ fields: [String: Any]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes]), as: UTF8.self)
    }

    func testPacksOfServicesCross() throws {
        let assistant = try Assistant.open(bundle: bundle, database: ":memory:")
        func pack(_ version: String, _ services: String...) throws -> String {
            let manifests = try services.map {
                try String(contentsOf: root.appendingPathComponent("mobile-demo/services/\($0)/capability.json"), encoding: .utf8)
            }
            return #"{"packVersion": "1.0", "id": "com.example.shops", "version": "\#(version)", "services": [\#(manifests.joined(separator: ","))]}"#
        }
        _ = try assistant.installPack(pack: pack("1.0.0", "settings"))
        let installed = try assistant.installPack(pack: pack("1.1.0", "settings", "weather"))
        XCTAssertEqual(installed.version, "1.1.0")
        XCTAssertEqual(installed.versionBefore, "1.0.0")
        XCTAssertEqual(installed.services.count, 2)
        XCTAssertThrowsError(try assistant.installPack(pack: pack("1.2.0", "settings", "settings"))) {
            guard case ErrandError.InvalidInput = $0 else { return XCTFail("\($0)") }
        }
        XCTAssertEqual(try assistant.packs(), [installed])
        XCTAssertEqual(try assistant.refresh(), 0)
        XCTAssertEqual(try assistant.rollBackPack(pack: "com.example.shops")?.version, "1.0.0")
        XCTAssertNil(try assistant.rollBackPack(pack: "com.example.shops"))
        XCTAssertTrue(try assistant.removePack(pack: "com.example.shops"))
        XCTAssertEqual(try assistant.services(), [])
    }

    func testServicesAndTheLedgerCross() async throws {
        let stage = try Stage()
        try stage.assistant.setEnabled(service: "app.music", isEnabled: false)
        XCTAssertEqual(try stage.assistant.services().first { $0.id == "app.music" }?.isEnabled, false)
        _ = try await stage.assistant.run(
            "tell Mom that I am home", host: DemoHost(), approver: stage.approver, context: shanghai, clock: { morning })
        let ledger = try stage.assistant.ledger()
        XCTAssertEqual(ledger.map(\.sequence), Array(1...Int64(ledger.count)))
        XCTAssertNil(try stage.assistant.brokenLedgerEntry())
    }

    func testAGrantSavesTheCardAndTheRecordIsHandedOverProvedAndForgotten() async throws {
        let stage = try Stage()
        let scope = GrantScope.capability(service: "app.messages", capability: "sendMessage")
        let grant = Grant(scope: scope, times: 1, fromMs: morning.epochMs, untilMs: morning.epochMs + 86_400_000)
        XCTAssertTrue(try stage.assistant.grantInWords(grant: grant, language: .zh, now: morning).contains("发消息"))
        let given = try stage.approver.grant(grant: grant, isAuthenticated: false, now: morning)
        let ending = try await stage.assistant.run(
            "tell Mom that I am home", host: DemoHost(), approver: nil, context: shanghai, clock: { morning })
        XCTAssertEqual(ending.results.map(\.outcome), [.completed])
        XCTAssertEqual(try stage.assistant.grants().map(\.times), [1])
        XCTAssertTrue(try stage.assistant.revokeGrant(id: given, now: morning))
        let bundle = try stage.assistant.disputeBundle(turn: ending.turn)
        XCTAssertEqual(try verifyBundle(bundle: bundle, head: stage.assistant.ledgerHead()), 0)
        XCTAssertThrowsError(
            try verifyBundle(bundle: bundle.replacingOccurrences(of: "I am home", with: "I am out"), head: nil))
        XCTAssertGreaterThan(try stage.assistant.forgetTurn(turn: ending.turn, now: morning), 0)
        XCTAssertEqual(try stage.assistant.applyRetention(wordsDays: 90, ledgerDays: 1825, now: morning), 0)
    }

    func testModesSafeguardsPseudonymsAndReceiptsCross() async throws {
        let stage = try Stage()
        let (service, off, on) = ("app.messages", Modes(declared: false, auto: true), Modes(declared: true, auto: true))
        try stage.assistant.setModes(service: service, who: .host, modes: off)
        let installed = try stage.assistant.services().first { $0.id == service }
        XCTAssertEqual(installed?.modes.host, off)
        XCTAssertEqual(installed?.isEnabled, false)
        try stage.assistant.setModes(service: service, who: .host, modes: on)
        let own = Safeguards(confirmsEveryChange: true, maxPayment: Limit(minor: 20_000, currency: "CNY"))
        try stage.approver.setSafeguards(safeguards: own, isAuthenticated: false, now: morning)
        XCTAssertEqual(try stage.assistant.safeguards(), own)
        XCTAssertThrowsError(
            try stage.approver.setSafeguards(safeguards: Safeguards(), isAuthenticated: false, now: morning))
        let pseudonym = try stage.assistant.pseudonym(service: service)
        XCTAssertEqual(pseudonym.count, 32)
        XCTAssertTrue(try stage.assistant.renewPseudonym(service: service))
        XCTAssertNotEqual(try stage.assistant.pseudonym(service: service), pseudonym)
        XCTAssertNil(try stage.assistant.dispatchReceipts(service: service))
        try stage.assistant.shareDispatchReceipts(service: service, isGiven: true)
        _ = try await stage.assistant.run(
            "tell Mom that I am home", host: DemoHost(), approver: stage.approver, context: shanghai, clock: { morning })
        let receipt = try stage.assistant.dispatchReceipts(service: service)?.first { $0.capability == "sendMessage" }
        XCTAssertEqual(receipt?.called, 1)
    }

    func testEveryKindOfErrorCrosses() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func opening() throws { _ = try Assistant.open(bundle: folder.path, database: ":memory:") }
        try #"{"bundleVersion": 1}"#.write(to: folder.appendingPathComponent("config.json"), atomically: true, encoding: .utf8)
        XCTAssertThrowsError(try opening()) { guard case ErrandError.WrongVersion = $0 else { return XCTFail("\($0)") } }
        try "{".write(to: folder.appendingPathComponent("config.json"), atomically: true, encoding: .utf8)
        XCTAssertThrowsError(try opening()) { guard case ErrandError.Corrupt = $0 else { return XCTFail("\($0)") } }
        let assistant = try Assistant.open(bundle: bundle, database: ":memory:")
        let refusals: [() throws -> Void] = [
            { _ = try assistant.begin(context: Context(location: Location(latitude: 91, longitude: 0, name: ""))) },
            { _ = try assistant.understand(text: "x", now: Moment(epochMs: 0, zone: "Nowhere/Land")) },
            { _ = try assistant.resume(turn: "t1", now: morning) },
        ]
        for refused in refusals {
            XCTAssertThrowsError(try refused()) { guard case ErrandError.InvalidInput = $0 else { return XCTFail("\($0)") } }
        }
    }

    func testANewModelCountsOnceItIsWholeAndTheOneBeforeComesBack() throws {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? files.removeItem(at: folder) }
        let bundles = Bundles(folder: folder.path)
        XCTAssertNil(try bundles.current())
        func begin() throws -> URL {
            let part = URL(fileURLWithPath: try bundles.begin())
            for name in try files.contentsOfDirectory(atPath: bundle) {
                try files.copyItem(atPath: "\(bundle)/\(name)", toPath: part.appendingPathComponent(name).path)
            }
            return part
        }
        _ = try begin()
        let first = try bundles.commit()
        try "cut short".write(to: begin().appendingPathComponent("weights.gguf"), atomically: false, encoding: .utf8)
        XCTAssertThrowsError(try bundles.commit()) { guard case ErrandError.Corrupt = $0 else { return XCTFail("\($0)") } }
        XCTAssertEqual(try bundles.current(), first)
        XCTAssertNil(try bundles.rollBack())
    }

    /// Nothing is closed by hand in Swift: an object that is let go frees what is behind it, and what was begun outlives the assistant.
    func testATurnOutlivesTheAssistantThatBeganIt() throws {
        var assistant: Assistant? = try Assistant.open(bundle: bundle, database: ":memory:")
        let turn = try XCTUnwrap(assistant).begin(context: shanghai)
        assistant = nil
        guard case .unsupported = try turn.advance(event: .said(text: "嗯"), now: morning) else { return XCTFail() }
        XCTAssertTrue(turn.hasEnded())
    }

    func testTwoThreadsTakeTurnsAtOneTurn() throws {
        let stage = try Stage()
        let turn = try stage.assistant.begin(context: stage.context)
        _ = try turn.advance(event: .said(text: "下一首歌"), now: stage.now)
        let lock = NSLock(), now = stage.now
        nonisolated(unsafe) var accepted = 0, refused = 0
        DispatchQueue.concurrentPerform(iterations: 2) { _ in
            let isAccepted = (try? turn.advance(event: .cancelled, now: now)) != nil
            lock.withLock { if isAccepted { accepted += 1 } else { refused += 1 } }
        }
        XCTAssertEqual([accepted, refused], [1, 1])
    }

    func testTurnsLeaveNothingBehind() throws {
        let stage = try Stage()
        let count = ProcessInfo.processInfo.environment["ERRAND_TURNS"].flatMap(Int.init) ?? 4_000
        func turns(_ count: Int) throws -> Int {
            for _ in 0..<count {
                let turn = try stage.assistant.begin(context: stage.context)
                _ = try turn.advance(event: .said(text: "嗯"), now: stage.now)
            }
            let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
            return Int(pages)! * 4096
        }
        try XCTSkipUnless(FileManager.default.fileExists(atPath: "/proc/self/statm"))
        let before = try turns(count / 4)
        let after = try turns(count)
        XCTAssertLessThan(after - before, 4 << 20, "\(before) bytes, \(after) after \(count) turns")
    }
}
