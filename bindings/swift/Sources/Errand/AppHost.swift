// What an app does for the assistant, and how it answers.
//
// Decides the shapes that an app implements; `Run.swift` calls them.

@_exported import ErrandFFI

/// What an app does for the assistant. No method is called on the main actor unless it asks to be: mark with `@MainActor` what touches the screen.
public protocol AppHost: Sendable {
    /// Runs a capability, or, when `isProbe` is true, asks its service with the function `target` whether it could: nothing may change by that.
    /// It has `limitMs` milliseconds; the same `key` is the same call. Several that change nothing may be running at once.
    ///
    /// Answer with `.failure` when the service says no. What is thrown here, or takes longer, is a call of which nobody knows what came:
    /// one that changes something is not made again, and the person is told.
    func call(_ call: Call) async throws -> CallResult

    /// Opens a page that the person finishes on, and returns when the person does.
    func open(_ call: Call) async throws -> CallResult

    /// Asks the person. Takes as long as the person does.
    func ask(_ question: Question) async throws -> Answer

    /// Shows a mini-tool, and returns when the person has touched it (`.touch`), said something (`.say`) or left it (`.cancel`).
    /// It is called again with what came of that. An app that draws none leaves it as it is, and passes `Context.withoutTools`.
    func show(_ tool: ToolStep) async throws -> Answer

    /// Told what `call` or `open` threw, or that a limit passed (`error` is nil then): for the app's own log.
    func failed(_ call: Call, error: (any Error)?)
}

extension AppHost {
    public func failed(_ call: Call, error: (any Error)?) {}
    public func show(_ tool: ToolStep) async throws -> Answer { .cancel }
}

/// A question to the person: show `interrupt` in the way that its kind asks for.
public enum Question: Sendable {
    /// Ask for a value.
    case value(Interrupt)
    /// Ask which one.
    case disambiguation(Interrupt)
    /// Show the preview and let the person agree or decline.
    case confirmation(Interrupt)
    /// Ask whether the service may have what it reads.
    case consent(Interrupt)
    /// Have the device check that its owner is there.
    case authentication(Interrupt)

    /// Everything to ask it on any screen.
    public var interrupt: Interrupt {
        switch self {
        case .value(let interrupt), .disambiguation(let interrupt), .confirmation(let interrupt), .consent(let interrupt),
            .authentication(let interrupt):
            interrupt
        }
    }
}

/// What the person answers.
public enum Answer: Sendable {
    /// In words.
    case say(String)
    /// By tapping an option, by its id.
    case choose(option: String)
    /// By filling in a field: JSON text that fits the interrupt's `responseSchema`.
    case provide(value: String)
    /// Yes to the preview. `isAuthenticated`: the device has just checked that its owner is there.
    case yes(isAuthenticated: Bool)
    /// By touching the mini-tool that is shown.
    case touch(ToolInput)
    /// No.
    case decline
    /// The person ends the turn.
    case cancel
}
