// The assistant's view model: what was said, what waits for the person, and the app's side of every step.
//
// Decides what is shown and when; what a step means is the core's, what a service answers the services'. Knows no screen: a view draws `state` and calls
// the methods.
//
// Invariant: a yes comes from `agree` alone, which the confirmation's own surface calls.

import Errand
import Foundation

/// One entry of the conversation.
public struct Entry: Sendable, Equatable {
    /// Who it is from.
    public enum Speaker: Sendable { case person, assistant, note }

    public let from: Speaker
    public let text: String
    public var results: [ResultCard] = []
    public var nearest: [String] = []
}

/// Everything that the assistant's sheet draws.
public struct AssistantState: Sendable, Equatable {
    public var entries: [Entry] = []
    /// What waits for the person.
    public var card: Card?
    /// What is being done; nil while nothing is.
    public var progress: String?
    /// What was selected before the sheet was opened; goes along with the next sentence, once.
    public var items: [SelectedItem] = []
    public var isBusy = false
}

/// The view model.
@MainActor
public final class AssistantModel {
    public private(set) var state = AssistantState() { didSet { changed(state) } }
    /// Told after every change.
    public var changed: (AssistantState) -> Void = { _ in }
    /// Hands a text of a mini-tool to the platform's share sheet.
    public var share: (String) -> Void = { _ in }

    private let errands: Errands
    private let services: Services
    private let language: AppLanguage
    private let location: () -> Location?
    private let clock: @Sendable () -> Moment
    private let cards: Cards
    private var running: Task<Void, Never>?
    private var turn: String?
    private var waiting: CheckedContinuation<Answer, Never>?

    public init(
        errands: Errands, services: Services, language: AppLanguage, location: @escaping () -> Location?,
        clock: @escaping @Sendable () -> Moment = { .now }
    ) {
        (self.errands, self.services, self.language) = (errands, services, language)
        (self.location, self.clock, cards) = (location, clock, Cards(services, language))
    }

    /// Opens the sheet about something that was pressed, shared or is read.
    public func about(_ items: [SelectedItem]) { state.items = items }

    /// Whether a call is out or a service's own page is open: words would be lost now.
    private var isElsewhere: Bool {
        if case .page = state.card { return true }
        return state.isBusy && state.card == nil
    }

    /// The person says something: a new wish, or an answer to what is open. False, and nothing is lost, where it can't be taken now: while a call is out, and
    /// on a service's own page.
    @discardableResult
    public func say(_ text: String) -> Bool {
        let said = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !said.isEmpty, !isElsewhere else { return false }
        let items = state.items
        state.items = []
        tell(Entry(from: .person, text: said))
        // What was selected begins an errand of its own; the one before stays open.
        if items.isEmpty, answered(.say(said)) { return true }
        let context = Context(language: language == .zh ? .zh : .en, location: location(), items: items, locale: Locale.current.identifier)
        run { [errands, clock] host in errands.assistant.steps(said, host: host, approver: errands.approver, context: context, clock: clock) }
        return true
    }

    /// Taps an option of the question that is shown.
    public func choose(_ option: String) {
        guard case .options(_, let options) = state.card, let title = options.first(where: { $0.id == option })?.title else { return }
        if answered(.choose(option: option)) { tell(Entry(from: .person, text: title)) }
    }

    /// Fills in the field that is shown; `json` fits its kind, `words` is how it reads.
    public func provide(_ json: String, words: String) {
        guard case .field = state.card else { return }
        if answered(.provide(value: json)) { tell(Entry(from: .person, text: words)) }
    }

    /// The person's yes to the confirmation of this id, from its own surface. Nothing happens when another one is shown by now.
    /// `isAuthenticated`: the device has just checked that its owner is there; without it nothing that needs the owner is agreed to.
    @discardableResult
    public func agree(_ id: String, isAuthenticated: Bool) -> Bool {
        guard case .confirmation(let shown) = state.card, shown.id == id, isAuthenticated || !shown.needsOwner else { return false }
        return answered(.yes(isAuthenticated: isAuthenticated))
    }

    /// The person's no to the confirmation of this id.
    @discardableResult
    public func decline(_ id: String) -> Bool {
        guard case .confirmation(let shown) = state.card, shown.id == id else { return false }
        return answered(.decline)
    }

    /// Back from a service's page, finished or not.
    public func returned(isDone: Bool) {
        guard case .page = state.card else { return }
        answered(isDone ? .yes(isAuthenticated: false) : .decline)
    }

    /// Touches the mini-tool that is shown.
    public func touch(_ input: ToolInput) {
        guard case .tool = state.card else { return }
        answered(.touch(input))
    }

    /// Opens a kept mini-tool; false while a call is out.
    @discardableResult
    public func openTool(_ tool: String) -> Bool {
        guard !isElsewhere else { return false }
        run { [errands, clock] host in errands.assistant.steps(opening: tool, host: host, approver: errands.approver, clock: clock) }
        return true
    }

    /// Ends what is open. A call that is out is not waited for: what came of it is the core's to judge.
    public func cancel() {
        if answered(.cancel) { return }
        guard let before = running else { return }
        before.cancel()
        running = Task { [weak self, errands, clock] in
            await before.value
            guard let self, let id = turn else { return }
            let isDone = await settled {
                let last = try await Task.detached {
                    let resumed = try errands.assistant.resume(turn: id, now: clock())
                    return try resumed.step.ending == nil ? resumed.turn.advance(event: .cancelled, now: clock()) : resumed.step
                }.value
                self.ended(last)
            }
            if isDone { await takeUp() }
        }
    }

    /// Goes on with the turn that was open when the process ended; answers whether there was one.
    @discardableResult
    public func goOn() -> Bool { goOn((try? errands.openTurn()) ?? nil) }

    @discardableResult
    private func goOn(_ id: String?) -> Bool {
        guard let id else { return false }
        tell(Entry(from: .note, text: Word.goingOn.text(language)))
        run { [errands, clock] host in errands.assistant.steps(resuming: id, host: host, approver: errands.approver, clock: clock) }
        return true
    }

    /// Runs a turn beside which no other runs: the one before stays open in the database and can be gone on with.
    private func run(_ steps: @escaping @Sendable (Host) -> Steps) {
        let before = running
        before?.cancel()
        running = Task { [weak self] in
            await before?.value
            guard let self else { return }
            turn = nil
            let isDone = await settled {
                for try await step in steps(Host(model: self, services: self.services)) {
                    self.turn = step.turnId ?? self.turn
                    self.progress(step)
                    if step.ending != nil { self.ended(step) }
                }
            }
            if isDone, !Task.isCancelled { await takeUp() }
        }
    }

    /// Under a turn that has ended well another one may wait: its question is asked again. After a failure nothing goes on by itself.
    private func takeUp() async {
        let open = await Task.detached { [errands] in try? errands.openTurn() }.value
        if waiting == nil { goOn(open ?? nil) }
    }

    /// Whatever comes of it, nothing is busy afterwards, and the person is told where the library failed; whether it went well.
    private func settled(_ work: () async throws -> Void) async -> Bool {
        state.isBusy = true
        defer { (state.isBusy, state.progress, state.card) = (false, nil, nil) }
        do {
            try await work()
            return true
        } catch is CancellationError {
            // The turn stays open.
        } catch {
            tell(Entry(from: .note, text: Word.failed.text(language)))
        }
        return false
    }

    private func progress(_ step: Step) {
        let calls: [Call] =
            switch step {
            case .call(let call): [call]
            case .calls(let calls): calls
            default: []
            }
        var what: [String] = []
        for call in calls {
            let name = "\(services.name(call.service, language)) · \(services.title(call, language))"
            if !what.contains(name) { what.append(name) }
        }
        let verb: Word = calls.count > 1 || calls.contains { $0.isProbe || [.t0, .t1].contains($0.tier) } ? .asking : .doing
        state.progress = what.isEmpty ? nil : "\(verb.text(language)): \(what.joined(separator: ", "))"
    }

    private func ended(_ step: Step) {
        guard let ending = step.ending else { return }
        turn = nil
        tell(Entry(from: .assistant, text: ending.message, results: ending.results.compactMap(cards.card(of:)), nearest: ending.nearest))
    }

    private func tell(_ entry: Entry) { state.entries.append(entry) }

    /// Answers what is waited for; false where nothing is.
    @discardableResult
    private func answered(_ answer: Answer) -> Bool {
        guard let open = waiting else { return false }
        waiting = nil
        state.card = nil
        open.resume(returning: answer)
        return true
    }

    /// Shows a card, and waits for the person.
    private func shows(_ card: Card, _ entries: [Entry] = []) async throws -> Answer {
        try Task.checkCancellation()
        (state.card, state.progress) = (card, nil)
        state.entries += entries
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { waiting = $0 }
        } onCancel: {
            Task { @MainActor in self.answered(.cancel) }
        }
        try Task.checkCancellation()
        return answer
    }

    fileprivate func page(_ call: Call) async throws -> CallResult {
        if case .yes = try await shows(.page(cards.page(call))) { return try await services.carryOut(call) }
        return services.leftCode(call).map { .failure(code: $0) } ?? .timedOut
    }

    fileprivate func ask(_ question: Question) async throws -> Answer {
        try await shows(cards.card(of: question), [Entry(from: .assistant, text: question.interrupt.message)])
    }

    fileprivate func show(_ tool: ToolStep) async throws -> Answer {
        let told = [tool.message] + tool.edits.filter { !tool.message.contains($0) } + tool.unclear.map { "\(Word.unclear.text(language)): \($0)" }
        let text = told.filter { !$0.isEmpty }.joined(separator: "\n")
        if let shared = tool.shared { share(shared) }
        let results = tool.results.compactMap(cards.card(of:))
        return try await shows(.tool(tool), text.isEmpty && results.isEmpty ? [] : [Entry(from: .assistant, text: text, results: results)])
    }
}

/// The app's side of a turn. What it shows is the model's.
struct Host: AppHost {
    let model: AssistantModel
    let services: Services

    func call(_ call: Call) async throws -> CallResult { try await services.carryOut(call) }
    func open(_ call: Call) async throws -> CallResult { try await model.page(call) }
    func ask(_ question: Question) async throws -> Answer { try await model.ask(question) }
    func show(_ tool: ToolStep) async throws -> Answer { try await model.show(tool) }
}

extension Step {
    fileprivate var turnId: String? {
        switch self {
        case .call(let call), .handoff(let call): call.turn
        case .calls(let calls): calls.first?.turn
        case .tool(let tool): tool.turn
        default: question?.interrupt.turn
        }
    }
}
