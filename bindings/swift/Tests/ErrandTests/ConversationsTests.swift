// The conversations of `core/tests/conversations`, played through the library: the same files as in Rust, with the same outcomes to the letter.
// The format is written down in `core/tests/player/mod.rs`.

import Errand
import Foundation
import XCTest

final class ConversationsTests: XCTestCase {
    func testEveryConversationGoesAsWritten() throws {
        let folder = root.appendingPathComponent("core/tests/conversations")
        let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)!.compactMap { $0 as? URL }
        let files = all.filter { $0.pathExtension == "txt" }.sorted { $0.path < $1.path }
        XCTAssertGreaterThanOrEqual(files.count, 60)
        for file in files {
            let script = try String(contentsOf: file, encoding: .utf8)
            XCTAssertEqual(try Player().play(script), script, file.lastPathComponent)
        }
    }
}

private final class Player {
    private let stage: Stage
    private var turn: Turn?
    private var step: Step?
    private var out: [String] = []

    init() throws { stage = try Stage() }

    /// Plays the person's and the host's lines, and writes the core's.
    func play(_ script: String) throws -> String {
        for line in script.split(separator: "\n").map(String.init) where !line.hasPrefix("? ") && !line.hasPrefix("< ") {
            let isCallReply = line.hasPrefix("= ") && callResult(String(line.dropFirst(2))) != nil
            if !isCallReply && !line.hasPrefix("! restart") { try carryOutCalls() }
            try self.line(line)
        }
        try carryOutCalls()
        return out.joined(separator: "\n") + "\n"
    }

    private func write(_ line: String) { out.append(line.replacing(/\s+$/, with: "")) }

    private func line(_ line: String) throws {
        write(line)
        if line.hasPrefix("now: ") {
            stage.now = try moment(String(line.dropFirst(5)))
        } else if line.hasPrefix("locale: ") {
            let before = stage.context
            stage.context = Context(
                language: before.language, location: before.location, items: before.items, withoutTools: before.withoutTools,
                locale: line.dropFirst(8).trimmingCharacters(in: .whitespaces))
        } else if line.hasPrefix("! ") {
            try happen(line.dropFirst(2).split(separator: " ").map(String.init))
        } else if line.hasPrefix(">") {
            turn = try stage.assistant.begin(context: stage.context)
            try advance { .said(text: line.dropFirst().trimmingCharacters(in: .whitespaces)) }
        } else if line.hasPrefix("= ") {
            try reply(String(line.dropFirst(2)))
        }
    }

    private func moment(_ text: String) throws -> Moment {
        let parts = text.split(separator: "[")
        let date = try XCTUnwrap(ISO8601DateFormatter().date(from: String(parts[0])))
        return Moment(date, in: try XCTUnwrap(TimeZone(identifier: String(parts[1].dropLast()))))
    }

    private func happen(_ words: [String]) throws {
        switch words[0] {
        case "fail": Demo.shared.ask("failNext", ["service": words[1], "capability": words[2], "code": words[3]])
        case "lose": Demo.shared.ask("loseNext", ["service": words[1], "capability": words[2]])
        case "answer":
            Demo.shared.ask(
                "answerNext",
                ["service": words[1], "capability": words[2], "answer": words.dropFirst(3).joined(separator: " ")])
        case "dial":
            let dial: Dial = ["show_options": .showOptions, "recommend_one": .recommendOne][words[2]] ?? .autoWithinLimits
            try prefer(words[1]) { before in
                Preference(
                    dial: dial, banned: before.banned, isPersonalised: before.isPersonalised,
                    limitMinor: words.count > 4 ? Int64(words[3]) : before.limitMinor, limitCurrency: words.count > 4 ? words[4] : before.limitCurrency)
            }
        case "ban":
            try prefer(words[1]) { before in
                Preference(
                    dial: before.dial, banned: before.banned + [words[2]], isPersonalised: before.isPersonalised, limitMinor: before.limitMinor,
                    limitCurrency: before.limitCurrency)
            }
        case "remember": try stage.assistant.remember(domain: words[1], name: words[2], value: words[3], now: stage.now)
        case "restart":
            let id = turn!.id()
            turn = nil
            try stage.restart()
            let resumed = try stage.assistant.resume(turn: id, now: stage.now)
            turn = resumed.turn
            take(resumed.step)
        case "disable", "enable": try stage.assistant.setEnabled(service: words[1], isEnabled: words[0] == "enable")
        case "later":
            let match = try XCTUnwrap(words[1].wholeMatch(of: /PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?/))
            let number = { (part: Substring?) in Int64(part ?? "0")! }
            let seconds = number(match.1) * 3600 + number(match.2) * 60 + number(match.3)
            stage.now = Moment(epochMs: stage.now.epochMs + seconds * 1000, zone: stage.now.zone)
        case "no-location": stage.context = Context()
        case "select":
            let kinds: [String: ItemKind] = ["message": .message, "article": .article, "text": .text]
            let trusts: [String: ContentTrust] = ["user": .user, "contact": .contact, "public": .`public`, "service": .service]
            let item = SelectedItem(
                kind: try XCTUnwrap(kinds[words[1]]), text: words.dropFirst(4).joined(separator: " "),
                trust: try XCTUnwrap(trusts[words[2]]), sourceId: "item", author: words[3] == "-" ? nil : words[3])
            let before = stage.context
            stage.context = Context(
                language: before.language, location: before.location, items: before.items + [item], withoutTools: before.withoutTools,
                locale: before.locale)
        case "open":
            let tool = try toolCalled(words.dropFirst().joined(separator: " "))
            turn = try stage.assistant.begin(context: stage.context)
            try advance { .toolOpened(tool: tool) }
        case "delete":
            XCTAssertTrue(try stage.assistant.deleteTool(id: try toolCalled(words.dropFirst().joined(separator: " ")), now: stage.now))
        case "import": _ = try stage.assistant.saveTool(spec: words.dropFirst().joined(separator: " "), now: stage.now)
        default: XCTFail("unknown happening \(words)")
        }
    }

    /// The id of the kept tool of a title.
    private func toolCalled(_ title: String) throws -> String {
        try XCTUnwrap(try stage.assistant.tools().first { title == $0.title.zh || title == $0.title.en }).id
    }

    private func prefer(_ domain: String, _ changed: (Preference) -> Preference) throws {
        let before = try stage.assistant.preference(domain: domain)
        try stage.assistant.setPreference(domain: domain, preference: changed(before))
    }

    private func reply(_ reply: String) throws {
        guard let result = callResult(reply) else { return try advance { try self.personsReply(reply) } }
        switch step! {
        case .call(let call), .handoff(let call): try advance { .callDone(key: call.key, result: result) }
        default: write("? refused: no call is open")
        }
    }

    private struct NoQuestion: Error {}

    private func personsReply(_ reply: String) throws -> Event {
        if case .tool(let tool) = step, let input = touch(tool, reply) { return .tool(input: input) }
        func question() throws -> String {
            guard let question = step?.question else { throw NoQuestion() }
            return question.interrupt.id
        }
        let parts = reply.split(separator: " ", maxSplits: 1).map(String.init)
        let rest = parts.count > 1 ? parts[1] : ""
        switch (parts[0], rest) {
        case ("approve", ""), ("approve", "unauthenticated"):
            let approval = try stage.approver.approve(
                turn: turn!, interrupt: try question(), isAuthenticated: rest.isEmpty, now: stage.now)
            return .approved(approval: approval)
        case ("decline", ""): return .declined(interrupt: try question())
        case ("cancel", ""): return .cancelled
        case ("choose", _): return .chosen(interrupt: try question(), option: rest)
        case ("provide", _): return .provided(interrupt: try question(), value: rest)
        default: return .said(text: reply)
        }
    }

    private func advance(_ event: () throws -> Event) throws {
        do {
            take(try turn!.advance(event: try event(), now: stage.now))
        } catch ErrandError.InvalidInput(let reason) {
            write("? refused: \(reason)")
        } catch is NoQuestion {
            write("? refused: no question is open")
        }
    }

    private func take(_ next: Step) {
        step = next
        write(describe(next))
    }

    private func carryOutCalls() throws {
        while true {
            switch step {
            case .call(let call), .handoff(let call):
                let result = Demo.shared.carryOut(call, at: stage.now)
                try advance { .callDone(key: call.key, result: result) }
            case .calls(let calls):
                let results = calls.map { CallDone(key: $0.key, result: Demo.shared.carryOut($0, at: stage.now)) }
                try advance { .callsDone(results: results) }
            default: return
            }
        }
    }
}

/** What a reply does to a mini-tool, if it does something: `enter bill 300`, `press list#1.done`. */
private func touch(_ tool: ToolStep, _ reply: String) -> ToolInput? {
    let words = reply.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
    let (place, text) = (words.count > 1 ? words[1] : "", words.count > 2 ? words[2] : "")
    let act: ToolAct
    switch words[0] {
    case "enter": act = .enter(text: text)
    case "press": act = .press
    case "less": act = .less
    case "add": act = .add
    case "remove": act = .remove
    case "page": return UInt32(place).map { ToolInput(seed: 7, from: $0) }
    default: return nil
    }
    let shown = place.split(separator: ".", maxSplits: 1).map(String.init)
    let of = (shown.first ?? "").split(separator: "#", maxSplits: 1).map(String.init)
    guard let id = of.first, let part = tool.screen.parts.first(where: { $0.id == id }) else { return nil }
    let record = of.count > 1 ? Int(of[1]).flatMap { part.records.indices.contains($0 - 1) ? part.records[$0 - 1].id : nil } : nil
    return ToolInput(event: ToolEvent(part: id, act: act, record: record, column: shown.count > 1 ? shown[1] : nil), seed: 7)
}

private func callResult(_ reply: String) -> CallResult? {
    let parts = reply.split(separator: " ", maxSplits: 1).map(String.init)
    let rest = parts.count > 1 ? parts[1] : ""
    switch parts[0] {
    case "timeout" where rest.isEmpty: return .timedOut
    case "unreachable" where rest.isEmpty: return .unreachable
    case "failure" where !rest.isEmpty: return .failure(code: rest)
    case "success" where rest.hasPrefix("{"): return .success(output: rest)
    default: return nil
    }
}

/// One line of text for a step.
private func describe(_ step: Step) -> String {
    let name = Mirror(reflecting: step).children.first!.label!
    switch step {
    case .call(let call), .handoff(let call): return "? \(name) \(call.service) \(call.capability) \(call.arguments)"
    case .calls(let calls):
        let all = calls.map { "\($0.service) \($0.isProbe ? $0.target : $0.capability) \($0.arguments)" }
        return "? calls \(all.joined(separator: " | "))"
    default: break
    }
    if case .tool(let tool) = step { return "? tool \(drawn(tool))" }
    if let interrupt = step.question?.interrupt { return "? \(name) \(interrupt.reason): \(shown(interrupt))" }
    return "< \(name): \(step.ending!.message.replacingOccurrences(of: "\n", with: " / "))"
}

private func drawn(_ tool: ToolStep) -> String {
    var parts = ["[\(tool.screen.title)]\(tool.isSaved ? "" : "*")"]
    if !tool.message.isEmpty { parts.append(tool.message) }
    parts += tool.screen.parts.map { part in
        let value = part.value.isEmpty ? "" : ": \(part.value)"
        let records = part.records.map { $0.cells.joined(separator: " ") }.joined(separator: "; ")
        return part.label + value + (part.records.isEmpty ? "" : " {\(records)}")
    }
    parts += tool.results.map { "\($0.capability): \($0.message)" }
    parts += tool.permissions.map { "may \($0.capability)" }
    if let shared = tool.shared { parts.append("=> \(shared)") }
    return parts.joined(separator: " | ").replacingOccurrences(of: "\n", with: " / ")
}

private func shown(_ interrupt: Interrupt) -> String {
    var parts = [interrupt.message.replacingOccurrences(of: "\n", with: " / ")]
    parts += interrupt.options.map { "\($0.title) \($0.detail)".trimmingCharacters(in: .whitespaces) }
    if let preview = interrupt.preview {
        let acts = [(preview.title, preview.service, preview.rows)] + preview.lines.map { ($0.title, $0.service, $0.rows) }
        for (title, service, rows) in acts {
            parts.append("[\(title) · \(service)]")
            parts += rows.map { "\($0.label): \($0.value)\($0.isAssumed ? "*" : "")\($0.origin.map { " (\($0))" } ?? "")" }
        }
        if let amount = preview.amount { parts.append("\(amount.shown) → \(preview.payee ?? "")") }
    }
    return parts.joined(separator: " | ")
}
