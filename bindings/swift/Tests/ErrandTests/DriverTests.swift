// The driver from the outside: what happens when a host throws, never answers or is cancelled.

import Errand
import Foundation
import XCTest

private let read = "下一首歌"
private let write = "跟妈妈说我到家了"
private let aTool = """
    {"miniTool":1,"id":"x","title":{"en":"Notes"},"language":"en","state":[{"name":"what","label":{"en":"Text"},"type":"text"}],"view":[{"id":"what","part":"field","of":"what"},{"id":"go","part":"button","of":"keep"}],"actions":[{"name":"keep","label":{"en":"Keep"},"steps":[{"do":"call","service":"app.notes","capability":"createNote","arguments":[{"name":"text","to":"what"}]}]}]}
    """

final class DriverTests: XCTestCase {
    private func ends(_ stage: Stage, _ said: String, _ host: any AppHost, hasApprover: Bool = true) async throws -> Ending {
        try await stage.assistant.run(
            said, host: host, approver: hasApprover ? stage.approver : nil, context: shanghai, clock: { morning })
    }

    func testASentenceBecomesCallsAYesAndAnEndInBothLanguages() async throws {
        let stage = try Stage()
        for said in [write, "tell Mom that I am home", "跟Mom说我到家了"] {
            let ending = try await ends(stage, said, DemoHost())
            XCTAssertEqual(ending.results.map(\.outcome), [.completed], said)
        }
    }

    func testWithoutAnApproverNothingThatNeedsAYesIsDone() async throws {
        let stage = try Stage()
        let host = Counting { Demo.shared.carryOut($0, at: morning) }
        let ending = try await ends(stage, write, host, hasApprover: false)
        XCTAssertEqual(host.sends, 0)
        XCTAssertFalse(ending.results.contains { $0.outcome == .completed })
    }

    func testAHostThatThrowsLeavesTheOutcomeUnknownAndIsNotCalledAgain() async throws {
        struct Oops: Error {}
        let stage = try Stage()
        let host = Counting { _ in throw Oops() }
        let ending = try await ends(stage, write, host)
        XCTAssertEqual(host.sends, 1)
        XCTAssertTrue(host.told is Oops)
        XCTAssertFalse(ending.results.contains { $0.outcome == .completed })
    }

    func testAToolIsShownTouchedAndLeft() async throws {
        final class Using: AppHost, @unchecked Sendable {
            var answers: [Answer] = [
                .touch(ToolInput(event: ToolEvent(part: "nothing", act: .press))),
                .touch(ToolInput(event: ToolEvent(part: "what", act: .enter(text: "milk")))),
                .touch(ToolInput(event: ToolEvent(part: "go", act: .press))), .say("call it Shopping"), .cancel,
            ]
            func call(_ call: Call) async throws -> CallResult { Demo.shared.carryOut(call, at: morning) }
            func open(_ call: Call) async throws -> CallResult { Demo.shared.carryOut(call, at: morning) }
            func ask(_ question: Question) async throws -> Answer { .yes(isAuthenticated: true) }
            func show(_ tool: ToolStep) async throws -> Answer { answers.removeFirst() }
        }
        let stage = try Stage()
        let tool = try stage.assistant.saveTool(spec: aTool, now: morning)
        XCTAssertEqual(try stage.assistant.tools().map(\.title.en), ["Notes"])
        var seen: [Step] = []
        let approver = stage.approver
        for try await step in stage.assistant.steps(opening: tool, host: Using(), approver: approver, context: shanghai, clock: { morning }) {
            seen.append(step)
        }
        let shown = seen.compactMap { if case .tool(let tool) = $0 { tool } else { nil } }
        XCTAssertEqual(shown.map(\.screen.title), ["Notes", "Notes", "Notes", "Shopping"])
        XCTAssertEqual(shown[2].results.map(\.outcome), [.completed])
        XCTAssertNotNil(seen.last?.ending)
        XCTAssertEqual(try stage.assistant.tool(id: tool).count, 2)
        XCTAssertTrue(try stage.assistant.deleteTool(id: tool, now: morning))
    }

    func testAHostThatNeverAnswersCostsTheCallsLimit() async throws {
        let stage = try Stage()
        let host = Counting(isForAll: true) { _ in
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            return .timedOut
        }
        let ending = try await ends(stage, read, host)
        XCTAssertFalse(ending.results.contains { $0.outcome == .completed })
    }

    func testACancelledIterationLeavesTheTurnOpenAndItGoesOnByItsId() async throws {
        let stage = try Stage()
        let (asked, ask) = AsyncStream<Void>.makeStream()
        let assistant = stage.assistant, approver = stage.approver
        let task = Task {
            try await assistant.run(write, host: Waiting(asked: ask), approver: approver, context: shanghai, clock: { morning })
        }
        for await _ in asked { break }
        task.cancel()
        let result = await task.result
        XCTAssertThrowsError(try result.get())
        let open = try XCTUnwrap(stage.assistant.openTurns().first)
        try stage.restart()
        var last: Step?
        for try await step in stage.assistant.steps(resuming: open, host: DemoHost(), approver: stage.approver, clock: { morning }) {
            last = step
        }
        guard case .completed = last else { return XCTFail("\(String(describing: last))") }
        XCTAssertEqual(try stage.assistant.openTurns(), [])
    }

    func testErrorsCross() throws {
        XCTAssertThrowsError(try Assistant.open(bundle: "/nowhere", database: ":memory:")) {
            guard case ErrandError.Storage = $0 else { return XCTFail("\($0)") }
        }
        let assistant = try Assistant.open(bundle: bundle, database: ":memory:")
        XCTAssertThrowsError(try assistant.install(manifests: ["{"])) {
            guard case ErrandError.InvalidInput = $0 else { return XCTFail("\($0)") }
        }
    }
}

/// Asks nothing of anybody: waits.
private struct Waiting: AppHost {
    let asked: AsyncStream<Void>.Continuation
    func call(_ call: Call) async throws -> CallResult { Demo.shared.carryOut(call, at: morning) }
    func open(_ call: Call) async throws -> CallResult { .timedOut }
    func ask(_ question: Question) async throws -> Answer {
        asked.yield()
        try await Task.sleep(nanoseconds: 60_000_000_000)
        return .cancel
    }
}

/// Counts messages that are sent, and does as it is told at each.
private final class Counting: AppHost, @unchecked Sendable {
    private let send: @Sendable (Call) async throws -> CallResult
    private let isForAll: Bool
    private(set) var sends = 0
    private(set) var told: (any Error)?

    init(isForAll: Bool = false, _ send: @escaping @Sendable (Call) async throws -> CallResult) {
        (self.isForAll, self.send) = (isForAll, send)
    }

    func call(_ call: Call) async throws -> CallResult {
        if call.capability == "sendMessage" { sends += 1 }
        return call.capability == "sendMessage" || isForAll ? try await send(call) : Demo.shared.carryOut(call, at: morning)
    }

    func open(_ call: Call) async throws -> CallResult { .timedOut }
    func ask(_ question: Question) async throws -> Answer { .yes(isAuthenticated: true) }
    func failed(_ call: Call, error: (any Error)?) { told = error }
}
