// What each app of the super app shows: its tables, what of a row is read, and what a person can do with a row by hand. The assistant has no part in it.

import Foundation

/// Something to do with a row by hand.
public struct ByHand: Sendable {
    public let zh: String
    public let en: String
    public let capability: String
    private let fits: @Sendable (Json) -> Bool
    private let given: @Sendable (Json) -> [String: Json]

    init(
        _ zh: String, _ en: String, _ capability: String, if fits: @escaping @Sendable (Json) -> Bool = { _ in true },
        _ given: @escaping @Sendable (Json) -> [String: Json]
    ) {
        (self.zh, self.en, self.capability, self.fits, self.given) = (zh, en, capability, fits, given)
    }

    /// Whether it can be done with this row now.
    public func fits(_ row: Json) -> Bool { fits(row) }
    /// What the function is called with.
    public func arguments(_ row: Json) -> Json { .record(given(row)) }
}

/// A table of an app's screen.
public struct AppTable: Sendable {
    public let name: String
    public let zh: String
    public let en: String
    public let lines: [String]
    public var acts: [ByHand] = []
    /// The field that heads a row.
    public var head = "name"
    var isNewestFirst = true
    /// Whether its rows are shown only after the device checked its owner.
    public var isSensitive = false

    init(_ name: String, _ zh: String, _ en: String, _ lines: [String], _ acts: [ByHand] = [], head: String = "name", newestFirst: Bool = true, sensitive: Bool = false) {
        (self.name, self.zh, self.en, self.lines, self.acts) = (name, zh, en, lines, acts)
        (self.head, isNewestFirst, isSensitive) = (head, newestFirst, sensitive)
    }

    /// The rows in the order in which they are shown, without those that are gone.
    public func rows(_ services: Services, _ service: String) -> [Json] {
        let all = services.rows(service, name).filter { $0["status"].text != "deleted" }
        return isNewestFirst ? all.reversed() : all
    }
}

private func isUnpaid(_ row: Json) -> Bool { row["status"].text == "unpaid" }
private func isOpen(_ row: Json) -> Bool { !["cancelled", "deleted"].contains(row["status"].text) }
private func one(_ name: String) -> @Sendable (Json) -> [String: Json] { { [name: $0] } }
private func id(_ name: String) -> @Sendable (Json) -> [String: Json] { { [name: $0[name]] } }

private func shop(_ goods: String, _ good: String, _ place: String, order: String, pay: String, cancel: String, _ more: [String: Json]) -> [AppTable] {
    [
        AppTable(
            "orders", "订单", "Orders", ["orderId", "sugar", "ice", "size", "spice", "quantity", "total", "statusText"],
            [
                ByHand("付款", "Pay", pay, if: isUnpaid, id("orderId")),
                ByHand("取消", "Cancel", cancel, if: { ["unpaid", "paid"].contains($0["status"].text) }, one("order")),
            ]),
        AppTable(
            goods, "菜单", "Menu", ["price", place],
            [
                ByHand("下单", "Order", order, if: { row in !["soldOut", "closed", "shopClosed"].contains { row[$0].text == "true" } }) { row in
                    more.merging([good: row, "quantity": .number(1)]) { $1 }
                }
            ], newestFirst: false),
    ]
}

private let tea = shop(
    "drinks", "drink", "shop", order: "createOrder", pay: "payOrder", cancel: "cancelOrder",
    ["sugar": .text("normal"), "ice": .text("normal"), "size": .text("medium")])
private let food = shop("dishes", "dish", "restaurant", order: "orderDish", pay: "payDish", cancel: "cancelDish", ["spice": .text("none")])
private let dining = [
    AppTable("bookings", "预订", "Bookings", ["bookingId", "time", "partySize", "status"], [ByHand("取消", "Cancel", "cancelBooking", if: isOpen, one("booking"))]),
    AppTable("restaurants", "餐厅", "Restaurants", ["cuisine", "area", "perPerson"], newestFirst: false),
]

/// The screens of all services, in the order of the home screen.
public let appScreens: [(service: String, tables: [AppTable])] = [
    ("app.messages", [AppTable("messages", "消息", "Messages", ["text", "receivedAt"], head: "sender")]),
    ("app.moments", [AppTable("posts", "动态", "Posts", ["text"], head: "author")]),
    ("app.music", [AppTable("songs", "歌曲", "Songs", ["artist"], [ByHand("播放", "Play", "playMusic") { ["query": $0["name"]] }], newestFirst: false)]),
    ("app.reminders", [AppTable("reminders", "提醒", "Reminders", ["when"], [ByHand("删除", "Delete", "deleteReminder", if: isOpen, one("reminder"))])]),
    ("app.calendar", [AppTable("events", "日程", "Events", ["start", "attendee"])]),
    (
        "app.clock",
        [
            AppTable("alarms", "闹钟", "Alarms", ["time"], [ByHand("删除", "Delete", "cancelAlarm", if: isOpen, one("alarm"))]),
            AppTable("timers", "计时器", "Timers", ["duration"], head: "timerId"),
        ]
    ),
    ("app.notes", [AppTable("notes", "备忘", "Notes", ["text"])]),
    ("app.contacts", [AppTable("contacts", "联系人", "Contacts", ["phone"])]),
    ("app.weather", [AppTable("weather", "天气", "Weather", ["condition", "low", "high", "rainChance"], newestFirst: false)]),
    (
        "app.settings",
        [
            AppTable(
                "switches", "开关", "Switches", ["state"],
                [ByHand("切换", "Switch", "setSwitch") { ["feature": $0["feature"], "state": .text($0["state"].text == "on" ? "off" : "on")] }], head: "feature", newestFirst: false)
        ]
    ),
    ("com.leaf.tea", tea), ("com.bubble.tea", tea), ("com.quick.food", food), ("com.home.food", food),
    ("com.table.dining", dining), ("com.city.dining", dining), ("com.alley.dining", dining),
    (
        "com.go.ride",
        [
            AppTable(
                "rides", "行程", "Rides", ["pickup", "driver", "plate", "total", "status"],
                [ByHand("付款", "Pay", "payRide", if: isUnpaid, id("rideId")), ByHand("取消", "Cancel", "cancelRide", if: isUnpaid, one("ride"))])
        ]
    ),
    (
        "com.star.cinema",
        [
            AppTable("ticketBookings", "电影票", "Tickets", ["bookingId", "date", "showTime", "hall", "seats", "total", "status"], [ByHand("付款", "Pay", "payTickets", if: isUnpaid, id("bookingId"))]),
            AppTable("films", "正在上映", "Now showing", ["showTime", "hall", "price"], newestFirst: false),
        ]
    ),
    (
        "com.care.clinic",
        [
            AppTable("visits", "挂号", "Visits", ["visitId", "date", "status"], [ByHand("取消", "Cancel", "cancelVisit", if: isOpen, one("visit"))]),
            AppTable("doctors", "医生", "Doctors", ["fee"], newestFirst: false),
        ]
    ),
    ("com.swift.parcels", [AppTable("parcels", "快递", "Parcels", ["trackingNumber", "progress", "place"])]),
    ("gov.city.socialsecurity", [AppTable("records", "缴费记录", "Records", ["year", "months", "personal", "employer"], sensitive: true)]),
    ("gov.city.utilities", [AppTable("bills", "账单", "Bills", ["usage", "amount", "dueDate", "status"], [ByHand("付款", "Pay", "payBill", if: isUnpaid, id("billId"))], newestFirst: false)]),
]
