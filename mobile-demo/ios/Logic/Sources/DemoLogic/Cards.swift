// What the assistant's sheet draws for each step: plain data that any screen toolkit can show, and tests can read.
//
// Decides which step becomes which card; what a card says is the core's.

import Errand
import Foundation

/// What waits for the person, to be drawn below the conversation.
public enum Card: Sendable, Equatable {
    /// Options to tap; words are taken too.
    case options(interrupt: String, options: [ChoiceOption])
    /// A field to fill in; words are taken too.
    case field(interrupt: String, kind: FieldKind, minimum: Int?, maximum: Int?)
    /// Everything that a yes is to. It belongs on a surface of its own that only a finger reaches.
    case confirmation(Confirmation)
    /// A service's own page, until the person comes back.
    case page(Page)
    /// A mini-tool.
    case tool(ToolStep)
}

/// What a confirmation shows.
public struct Confirmation: Sendable, Equatable, Identifiable {
    /// What a confirmation asks: to do it, to let the service have data, or that the owner is there.
    public enum Asks: Sendable { case act, data, owner }

    /// The interrupt that it is.
    public let id: String
    public let title: String
    public let service: String
    public let rows: [Row]
    public let also: [Also]
    public let sum: String?
    public let payee: String?
    public let consent: String?
    public let next: [String]
    public let asks: Asks
    /// Whether the device must check its owner before a yes counts.
    public let needsOwner: Bool
}

/// How a field is filled in.
public enum FieldKind: Sendable, Equatable { case text, number, date, time, dateTime, yesNo }

/// A row of a confirmation; `origin` says where a value came from that the person did not say.
public struct Row: Sendable, Equatable {
    public let label: String
    public let value: String
    public let origin: String?
}

/// Another act that the same yes covers.
public struct Also: Sendable, Equatable {
    public let title: String
    public let service: String
    public let rows: [Row]
}

/// A service's page.
public struct Page: Sendable, Equatable {
    public let service: String
    public let title: String
    public let lines: [Line]
    public let sum: String?
}

/// A result that is shown as a card: values that are never said aloud.
public struct ResultCard: Sendable, Equatable {
    public let service: String
    public let title: String
    public let lines: [Line]
    public let items: [Item]
    /// The capability that takes it back, if it was done and can be.
    public let undo: String?
}

/// One of several records of a result.
public struct Item: Sendable, Equatable {
    public let title: String
    public let detail: String
    public let constraints: [ConstraintCheck]
    public let lines: [Line]
}

/// Makes cards in a language.
public struct Cards: Sendable {
    private let services: Services
    private let language: AppLanguage
    private let records: Records
    /// Records of one card; the app's own screen shows the rest.
    private static let most = 5

    public init(_ services: Services, _ language: AppLanguage) {
        (self.services, self.language, records) = (services, language, Records(language))
    }

    /// The card of a question.
    public func card(of question: Question) -> Card {
        switch question {
        case .value(let interrupt), .disambiguation(let interrupt): choiceOrField(interrupt)
        case .confirmation(let interrupt): confirmation(interrupt, .act)
        case .consent(let interrupt): confirmation(interrupt, .data)
        case .authentication(let interrupt): confirmation(interrupt, .owner)
        }
    }

    private func choiceOrField(_ interrupt: Interrupt) -> Card {
        if !interrupt.options.isEmpty { return .options(interrupt: interrupt.id, options: interrupt.options) }
        let schema = Json.read(interrupt.responseSchema)
        let kind: FieldKind =
            switch (schema["format"].text, schema["type"].text) {
            case ("date", _): .date
            case ("time", _): .time
            case ("date-time", _): .dateTime
            case (_, "integer"), (_, "number"): .number
            case (_, "boolean"): .yesNo
            default: .text
            }
        return .field(interrupt: interrupt.id, kind: kind, minimum: Int(schema["minimum"].text), maximum: Int(schema["maximum"].text))
    }

    private func confirmation(_ interrupt: Interrupt, _ asks: Confirmation.Asks) -> Card {
        let preview = interrupt.preview
        return .confirmation(
            Confirmation(
                id: interrupt.id, title: preview?.title ?? interrupt.message, service: preview?.service ?? "",
                rows: preview?.rows.map(row) ?? [],
                also: preview?.lines.map { Also(title: $0.title, service: $0.service, rows: $0.rows.map(row)) } ?? [],
                sum: preview?.amount.map { records.sum(Decimal($0.minor), $0.currency) }, payee: preview?.payee,
                consent: preview?.consent, next: preview?.next ?? [], asks: asks,
                needsOwner: asks == .owner || preview?.tier == .t4))
    }

    private func row(_ from: PreviewRow) -> Row {
        Row(label: from.label, value: from.value, origin: from.origin ?? (from.isAssumed ? Word.assumed.text(language) : nil))
    }

    /// The page of a hand-over: about the record of its service that carries one of the values of the query.
    public func page(_ call: Call) -> Page {
        let values = Json.read(call.arguments).fields.values.map(\.text)
        let rows = services.tables(call.service).fields.values.flatMap(\.list)
        let record = rows.last { row in row.fields.contains { $0.key.hasSuffix("Id") && values.contains($0.value.text) } }
        let sum = record.map { $0["total"] == .null ? $0["amount"] : $0["total"] }.map(records.shown)
        return Page(
            service: services.name(call.service, language), title: record.map { records.field($0, "name") } ?? services.title(call, language),
            lines: record.map { records.lines($0) } ?? [], sum: sum.flatMap { $0.isEmpty ? nil : $0 })
    }

    /// The card of a result, if it has anything to show.
    public func card(of result: ActResult) -> ResultCard? {
        let service = services.name(result.service, language)
        let undo = result.outcome == .completed ? result.undo : nil
        if !result.found.isEmpty {
            let items = result.found.prefix(Self.most).map { Item(title: $0.title, detail: $0.detail, constraints: $0.constraints, lines: []) }
            return ResultCard(service: service, title: "", lines: [], items: Array(items), undo: undo)
        }
        guard result.card != nil, let text = result.output else {
            return undo.map { ResultCard(service: service, title: "", lines: [], items: [], undo: $0) }
        }
        let output = Json.read(text)
        let list = output.fields.values.map(\.list).first { !$0.isEmpty }
        let items = (list ?? []).prefix(Self.most).map { Item(title: records.field($0, "name"), detail: "", constraints: [], lines: records.lines($0)) }
        return ResultCard(service: service, title: records.field(output, "name"), lines: list == nil ? records.lines(output) : [], items: Array(items), undo: undo)
    }
}
