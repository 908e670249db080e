// The app in Siri, Spotlight and Shortcuts: one sentence to the assistant, and the errands that people have most.
//
// An intent opens the app and says its sentence there: what asks for a yes asks on the app's own surface, never in Siri.

import AppIntents
import DemoLogic

/// Any sentence.
struct RunErrand: AppIntent {
    static let title: LocalizedStringResource = "Run an errand"
    static let openAppWhenRun = true

    @Parameter(title: "Sentence", requestValueDialog: "What shall I do?")
    var sentence: String

    @MainActor
    func perform() async throws -> some IntentResult {
        let demo = try await Demo.shared()
        demo.isListening = true
        demo.model.say(sentence)
        return .result()
    }
}

/// An errand by name, in the app's language.
enum CommonErrand: String, AppEnum {
    case tea, dinner, socialSecurity, parcels

    static let typeDisplayRepresentation: TypeDisplayRepresentation = "Errand"
    static let caseDisplayRepresentations: [CommonErrand: DisplayRepresentation] = [
        .tea: "a milk tea", .dinner: "a family dinner tonight", .socialSecurity: "this year's social security records", .parcels: "my parcels",
    ]

    func sentence(_ language: AppLanguage) -> String {
        switch self {
        case .tea: language.pick("帮我点一杯奶茶", "order me a milk tea")
        case .dinner: language.pick("今晚找家适合家庭聚餐的好餐厅", "find the best restaurant tonight for a family dinner")
        case .socialSecurity: language.pick("查一下我今年的社保记录", "check this year's social security records")
        case .parcels: language.pick("我的快递到哪了", "where are my parcels")
        }
    }
}

/// One of the demo services' errands.
struct RunCommonErrand: AppIntent {
    static let title: LocalizedStringResource = "Run a common errand"
    static let openAppWhenRun = true

    @Parameter(title: "Errand")
    var errand: CommonErrand

    @MainActor
    func perform() async throws -> some IntentResult {
        let demo = try await Demo.shared()
        demo.isListening = true
        demo.model.say(errand.sentence(demo.language))
        return .result()
    }
}

struct ErrandShortcuts: AppShortcutsProvider {
    static var appShortcuts: [AppShortcut] {
        AppShortcut(intent: RunErrand(), phrases: ["Ask \(.applicationName)", "用\(.applicationName)办件事"], shortTitle: "Errand", systemImageName: "eye")
        AppShortcut(
            intent: RunCommonErrand(), phrases: ["\(\.$errand) with \(.applicationName)", "用\(.applicationName)\(\.$errand)"], shortTitle: "Common errands", systemImageName: "list.bullet")
    }
}
