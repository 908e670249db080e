// Drives a turn: carries out its steps with a host until it ends.
//
// Decides what happens when a host throws, never answers or is cancelled. What a step means is the core's matter.

import ErrandFFI
import Foundation

extension Assistant {
    /// Does what a sentence asks for, and says how it ended. See `steps` for what the parameters are.
    public func run(
        _ utterance: String,
        host: any AppHost,
        approver: Approver? = nil,
        context: Context = Context(),
        clock: @escaping @Sendable () -> Moment = { .now }
    ) async throws -> Ending {
        var last: Ending?
        for try await step in steps(utterance, host: host, approver: approver, context: context, clock: clock) {
            last = step.ending
        }
        guard let last else { throw CancellationError() }
        return last
    }

    /// The steps of a turn, each carried out with `host` before the next is asked for.
    ///
    /// Nothing runs before the sequence is iterated, and each iteration is a turn of its own. When the iterating task is cancelled or stops, the turn stays
    /// open: `openTurns()` names it and `steps(resuming:)` goes on with it. Answer with `.cancel` to end it.
    ///
    /// Without an `approver` whatever needs a yes is declined without asking.
    public func steps(
        _ utterance: String,
        host: any AppHost,
        approver: Approver? = nil,
        context: Context = Context(),
        clock: @escaping @Sendable () -> Moment = { .now }
    ) -> Steps {
        Steps { [self] in
            let turn = try await Task.detached { [self] in try begin(context: context) }.value
            let driver = Driver(turn: turn, host: host, approver: approver, clock: clock)
            return (driver, try await driver.advance(.said(text: utterance)))
        }
    }

    /// The steps of a turn that opens one of the person's mini-tools, by its id: see `tools()` for those that are kept, and `AppHost.show`.
    public func steps(
        opening tool: String,
        host: any AppHost,
        approver: Approver? = nil,
        context: Context = Context(),
        clock: @escaping @Sendable () -> Moment = { .now }
    ) -> Steps {
        Steps { [self] in
            let turn = try await Task.detached { [self] in try begin(context: context) }.value
            let driver = Driver(turn: turn, host: host, approver: approver, clock: clock)
            return (driver, try await driver.advance(.toolOpened(tool: tool)))
        }
    }

    /// Goes on with a turn that was kept, by its id: after the process died, or when an iteration was cancelled.
    public func steps(
        resuming turn: String,
        host: any AppHost,
        approver: Approver? = nil,
        clock: @escaping @Sendable () -> Moment = { .now }
    ) -> Steps {
        Steps { [self] in
            let resumed = try await Task.detached { [self] in try resume(turn: turn, now: clock()) }.value
            return (Driver(turn: resumed.turn, host: host, approver: approver, clock: clock), resumed.step)
        }
    }
}

/// The steps of one turn.
public struct Steps: AsyncSequence, Sendable {
    /// A step.
    public typealias Element = Step
    let begin: @Sendable () async throws -> (Driver, Step)

    /// Begins the turn, or takes it up again, at the first step that is asked for.
    public func makeAsyncIterator() -> Iterator { Iterator(begin: begin) }

    /// Carries out each step before the next. A class, since a copy would carry out the same call again.
    public final class Iterator: AsyncIteratorProtocol {
        private let begin: @Sendable () async throws -> (Driver, Step)
        private var hasBegun = false
        private var driver: Driver?
        private var last: Step?

        init(begin: @escaping @Sendable () async throws -> (Driver, Step)) { self.begin = begin }

        /// The next step; nil when the turn has ended, and after an error: what was carried out once is not carried out again.
        public func next() async throws -> Step? {
            try Task.checkCancellation()
            if let driver {
                guard let step = last else { return nil }
                last = nil
                last = try await driver.next(step)
            } else if !hasBegun {
                hasBegun = true
                let (driver, step) = try await begin()
                self.driver = driver
                last = step
            }
            return last
        }
    }
}

extension Moment {
    /// Now, in the device's time zone.
    public static var now: Moment { Moment(Date(), in: .current) }

    /// A moment for the core. A zone that is a fixed offset without an IANA name is taken as the whole hours of it.
    public init(_ date: Date, in zone: TimeZone) {
        let hours = zone.secondsFromGMT(for: date) / 3600
        let fixed = hours == 0 ? "UTC" : "Etc/GMT\(hours > 0 ? "-" : "+")\(abs(hours))"
        let name = TimeZone.knownTimeZoneIdentifiers.contains(zone.identifier) ? zone.identifier : fixed
        self.init(epochMs: Int64((date.timeIntervalSince1970 * 1000).rounded()), zone: name)
    }
}

extension Step {
    /// The question, if it is one.
    public var question: Question? {
        switch self {
        case .needsValue(let interrupt): .value(interrupt)
        case .needsDisambiguation(let interrupt): .disambiguation(interrupt)
        case .needsConfirmation(let interrupt): .confirmation(interrupt)
        case .needsConsent(let interrupt): .consent(interrupt)
        case .needsAuthentication(let interrupt): .authentication(interrupt)
        default: nil
        }
    }

    /// The end of a turn, if the step is one.
    public var ending: Ending? {
        switch self {
        case .completed(let ending), .answered(let ending), .unsupported(let ending), .failed(let ending), .unknownOutcome(let ending),
            .cancelled(let ending):
            ending
        default: nil
        }
    }
}

struct Driver: Sendable {
    let turn: Turn
    let host: any AppHost
    let approver: Approver?
    let clock: @Sendable () -> Moment

    /// Off the caller's actor: the library works for some milliseconds.
    func advance(_ event: Event) async throws -> Step {
        let (turn, now) = (turn, clock())
        return try await Task.detached { try turn.advance(event: event, now: now) }.value
    }

    /// Carries a step out; the next one, or nil when the turn has ended.
    func next(_ step: Step) async throws -> Step? {
        let event: Event
        switch step {
        case .call(let call):
            event = .callDone(key: call.key, result: try await limited(call, milliseconds: UInt64(call.limitMs)) { try await $0.call(call) })
        case .calls(let calls):
            event = .callsDone(results: try await sideBySide(calls))
        case .handoff(let call):
            event = .callDone(key: call.key, result: try await limited(call, milliseconds: nil) { try await $0.open(call) })
        case .tool(let tool):
            return try await shown(tool)
        default:
            guard let question = step.question else { return nil }
            return try await asked(question)
        }
        return try await advance(event)
    }

    /// All of them at once, each within its own limit: one that keeps silent costs its limit and no more.
    private func sideBySide(_ calls: [Call]) async throws -> [CallDone] {
        try await withThrowingTaskGroup(of: CallDone.self) { group in
            for call in calls {
                group.addTask {
                    let result = try await limited(call, milliseconds: UInt64(call.limitMs)) { try await $0.call(call) }
                    return CallDone(key: call.key, result: result)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Asks until the answer fits: one that is refused changes nothing, and the question is still open.
    private func asked(_ question: Question) async throws -> Step {
        let interrupt = question.interrupt
        if approver == nil {
            switch question {
            case .confirmation, .consent, .authentication: return try await advance(.declined(interrupt: interrupt.id))
            case .value, .disambiguation: break
            }
        }
        var refused = 0
        while true {
            let answer = try await host.ask(question)
            do {
                return try await advance(try event(interrupt, answer))
            } catch ErrandError.InvalidInput(let reason) {
                if refused == Self.maxRefused { throw ErrandError.InvalidInput(reason: reason) }
                refused += 1
            }
        }
    }

    /// Shows a mini-tool until the person has done something with it that fits.
    private func shown(_ tool: ToolStep) async throws -> Step {
        var refused = 0
        while true {
            let event: Event
            switch try await host.show(tool) {
            case .touch(let input): event = .tool(input: input)
            case .say(let text): event = .said(text: text)
            case .cancel: event = .cancelled
            default: throw ErrandError.InvalidInput(reason: "a mini-tool is touched, spoken to or cancelled")
            }
            do {
                return try await advance(event)
            } catch ErrandError.InvalidInput(let reason) {
                if refused == Self.maxRefused { throw ErrandError.InvalidInput(reason: reason) }
                refused += 1
            }
        }
    }

    /// Answers that are refused one after the other before the refusal is thrown.
    private static let maxRefused = 3

    private func event(_ interrupt: Interrupt, _ answer: Answer) throws -> Event {
        switch answer {
        case .say(let text): return .said(text: text)
        case .choose(let option): return .chosen(interrupt: interrupt.id, option: option)
        case .provide(let value): return .provided(interrupt: interrupt.id, value: value)
        case .yes(let isAuthenticated):
            guard let approver else { return .declined(interrupt: interrupt.id) }
            return .approved(
                approval: try approver.approve(turn: turn, interrupt: interrupt.id, isAuthenticated: isAuthenticated, now: clock()))
        case .decline: return .declined(interrupt: interrupt.id)
        case .cancel: return .cancelled
        case .touch: throw ErrandError.InvalidInput(reason: "a question is not touched")
        }
    }

    /// What the host answers within a limit. The host's work is no child of ours: one that never answers is left behind.
    /// What it throws means that nobody knows what came of the call.
    private func limited(
        _ call: Call, milliseconds: UInt64?, _ work: @escaping @Sendable (any AppHost) async throws -> CallResult
    ) async throws -> CallResult {
        let host = host
        let first = First<Result<CallResult, any Error>?>()
        let running = Task.detached {
            do { first.put(.success(try await work(host))) } catch { first.put(.failure(error)) }
        }
        let waiting = milliseconds.map { limit in
            Task.detached {
                try await Task.sleep(nanoseconds: limit * 1_000_000)
                first.put(nil)
            }
        }
        defer {
            running.cancel()
            waiting?.cancel()
        }
        let result = await withTaskCancellationHandler {
            await first.value
        } onCancel: {
            first.put(nil)
        }
        // What was done is told to the core, cancelled or not.
        if case .success(let answer) = result { return answer }
        try Task.checkCancellation()
        if case .failure(let error) = result { host.failed(call, error: error) } else { host.failed(call, error: nil) }
        return .timedOut
    }
}

/// The first of several values to arrive.
private final class First<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var arrived: Value?
    private var waiting: CheckedContinuation<Value, Never>?

    func put(_ value: Value) {
        let waiter = lock.withLock { () -> CheckedContinuation<Value, Never>? in
            guard arrived == nil else { return nil }
            arrived = value
            defer { waiting = nil }
            return waiting
        }
        waiter?.resume(returning: value)
    }

    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let ready = lock.withLock { () -> Value? in
                    if arrived == nil { waiting = continuation }
                    return arrived
                }
                if let ready { continuation.resume(returning: ready) }
            }
        }
    }
}
