// JSON as the services send it, as plain values that may cross actors.

import Foundation

/// A JSON value.
public enum Json: Sendable, Equatable, Codable {
    case null
    case bool(Bool)
    case number(Decimal)
    case text(String)
    case list([Json])
    case record([String: Json])

    public init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let own = try? value.decode(Bool.self) {
            self = .bool(own)
        } else if let own = try? value.decode(Decimal.self) {
            self = .number(own)
        } else if let own = try? value.decode(String.self) {
            self = .text(own)
        } else if let own = try? value.decode([Json].self) {
            self = .list(own)
        } else {
            self = .record(try value.decode([String: Json].self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .null: try value.encodeNil()
        case .bool(let own): try value.encode(own)
        case .number(let own): try value.encode(own)
        case .text(let own): try value.encode(own)
        case .list(let own): try value.encode(own)
        case .record(let own): try value.encode(own)
        }
    }

    /// Reads a text; `null` where it is no JSON.
    public static func read(_ text: String) -> Json { (try? JSONDecoder().decode(Json.self, from: Data(text.utf8))) ?? .null }

    /// As text.
    public var written: String { (try? JSONEncoder().encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "null" }

    /// A field of a record.
    public subscript(_ name: String) -> Json {
        if case .record(let fields) = self { fields[name] ?? .null } else { .null }
    }

    /// The values of a list; none of anything else.
    public var list: [Json] { if case .list(let all) = self { all } else { [] } }

    /// The fields of a record; none of anything else.
    public var fields: [String: Json] { if case .record(let all) = self { all } else { [:] } }

    /// A text, number or truth value as it is written; empty for anything else.
    public var text: String {
        switch self {
        case .text(let own): own
        case .number(let own): "\(own)"
        case .bool(let own): "\(own)"
        case .null, .list, .record: ""
        }
    }
}
