// How records of services are read by people: which fields have a name, and how sums, days and codes are written.
//
// A field without a name here is not shown: what a service sends besides is none of the person's business.

import Foundation

/// A line of a record: the field's name and its value, both in words.
public struct Line: Sendable, Equatable {
    public let name: String
    public let value: String
}

/// Names by field, in the order in which they are shown: Chinese, English.
private let names: [(String, String, String)] = [
    ("orderId", "单号", "Order"), ("receiptId", "单号", "Receipt"), ("bookingId", "单号", "Booking"), ("visitId", "单号", "Visit"), ("trackingNumber", "单号", "Tracking"),
    ("sugar", "甜度", "Sugar"), ("ice", "冰量", "Ice"), ("size", "杯型", "Size"), ("spice", "辣度", "Spice"), ("quantity", "数量", "Quantity"),
    ("price", "价格", "Price"), ("total", "合计", "Total"), ("paid", "已付", "Paid"), ("refunded", "已退", "Refunded"), ("amount", "金额", "Amount"),
    ("shop", "门店", "Shop"), ("restaurant", "餐厅", "Restaurant"), ("statusText", "状态", "Status"), ("status", "状态", "Status"),
    ("time", "时间", "Time"), ("when", "时间", "Time"), ("date", "日期", "Date"), ("start", "开始", "Start"), ("showTime", "场次", "Show"), ("hall", "影厅", "Hall"),
    ("seats", "座位", "Seats"), ("partySize", "人数", "People"), ("cuisine", "菜系", "Cuisine"), ("area", "地段", "Area"), ("perPerson", "人均", "Per person"),
    ("fee", "挂号费", "Fee"), ("attendee", "参加", "With"), ("pickup", "上车点", "From"), ("destination", "目的地", "To"), ("driver", "司机", "Driver"), ("plate", "车牌", "Plate"),
    ("progress", "进度", "Progress"), ("place", "位置", "Place"), ("usage", "用量", "Used"), ("dueDate", "截止", "Due"), ("year", "年份", "Year"), ("months", "月数", "Months"),
    ("personal", "个人缴纳", "You paid"), ("employer", "单位缴纳", "Employer paid"), ("artist", "歌手", "Artist"), ("phone", "电话", "Phone"), ("text", "内容", "Text"),
    ("condition", "天气", "Weather"), ("low", "最低", "Low"), ("high", "最高", "High"), ("rainChance", "降雨", "Rain"),
]

private let values: [String: (String, String)] = [
    "none": ("无", "none"), "less": ("少", "less"), "normal": ("正常", "normal"), "more": ("多", "more"), "small": ("小", "small"), "medium": ("中", "medium"), "large": ("大", "large"),
    "unpaid": ("待付款", "to be paid"), "paid": ("已付款", "paid"), "cancelled": ("已取消", "cancelled"), "booked": ("已预订", "booked"), "done": ("已完成", "done"),
    "active": ("有效", "on"), "deleted": ("已删除", "deleted"), "on": ("开", "on"), "off": ("关", "off"), "morning": ("上午", "morning"), "afternoon": ("下午", "afternoon"),
]

/// Reads records in a language.
public struct Records: Sendable {
    private let language: AppLanguage

    public init(_ language: AppLanguage) { self.language = language }

    /// A field, in the language where the record has it in both.
    public func field(_ record: Json, _ name: String) -> String {
        let english = record["\(name)En"].text
        return language == .en && !english.isEmpty ? english : record[name].text
    }

    /// The lines that people read: those of `only`, or every field that has a name.
    public func lines(_ record: Json, only: [String]? = nil) -> [Line] {
        let fields = record.fields
        let wanted = only ?? names.map(\.0).filter { fields[$0] != nil && !($0 == "status" && fields["statusText"] != nil) }
        return wanted.compactMap { name in
            let value = fields["\(name)En"] == nil ? shown(record[name]) : field(record, name)
            guard let found = names.first(where: { $0.0 == name }), !value.isEmpty else { return nil }
            return Line(name: language.pick(found.1, found.2), value: value)
        }
    }

    /// A value: a sum, a day with or without a time, a word of a closed list, or as it is.
    public func shown(_ value: Json) -> String {
        if case .number(let minor) = value["amount"] { return sum(minor, value["currency"].text) }
        let text = value.text
        if let day = day(text) { return day }
        return values[text].map { language.pick($0.0, $0.1) } ?? text
    }

    /// A sum in minor units of a currency.
    public func sum(_ minor: Decimal, _ currency: String) -> String {
        let digits = ["JPY", "KRW"].contains(currency) ? 0 : 2
        let amount = minor / pow(10, digits)
        let shown = String(format: "%.\(digits)f", NSDecimalNumber(decimal: amount).doubleValue)
        return currency == "CNY" ? "¥\(shown)" : "\(shown) \(currency)"
    }

    private func day(_ text: String) -> String? {
        guard text.wholeMatch(of: /\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?/) != nil else { return nil }
        let reading = DateFormatter()
        reading.locale = Locale(identifier: "en_US_POSIX")
        reading.timeZone = TimeZone(identifier: "UTC")
        reading.dateFormat = "yyyy-MM-dd"
        guard let date = reading.date(from: String(text.prefix(10))) else { return nil }
        let writing = DateFormatter()
        writing.locale = Locale(identifier: language.pick("zh_CN", "en_GB"))
        writing.timeZone = TimeZone(identifier: "UTC")
        writing.dateFormat = language.pick("M月d日EEE", "EEE d MMM")
        let shown = writing.string(from: date)
        return text.count > 10 ? "\(shown) \(text.dropFirst(11).prefix(5))" : shown
    }
}
