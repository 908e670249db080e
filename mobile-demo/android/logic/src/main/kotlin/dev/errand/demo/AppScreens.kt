// What each app of the super app shows: its tables, what of a row is read, and what a person can do with a row by hand. The assistant has no part in it.

package dev.errand.demo

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject

/** Something to do with a row by hand. */
public class Act(
    public val label: Label,
    public val capability: String,
    private val isPossible: (JsonObject) -> Boolean,
    private val given: (JsonObject) -> Map<String, JsonElement>,
) {
    /** Whether it can be done with this row now. */
    public fun fits(row: JsonObject): Boolean = isPossible(row)

    /** What the function is called with. */
    public fun arguments(row: JsonObject): JsonObject = buildJsonObject { given(row).forEach { (name, value) -> put(name, value) } }
}

/** The word on a button or above a table. */
public enum class Label(private val zh: String, private val en: String) {
    ORDER("下单", "Order"), PAY("付款", "Pay"), CANCEL("取消", "Cancel"), REMOVE("删除", "Delete"), PLAY("播放", "Play"), SWITCH("切换", "Switch"),
    MENU("菜单", "Menu"), ORDERS("订单", "Orders"), RESTAURANTS("餐厅", "Restaurants"), BOOKINGS("预订", "Bookings"), FILMS("正在上映", "Now showing"), TICKETS("电影票", "Tickets"),
    DOCTORS("医生", "Doctors"), VISITS("挂号", "Visits"), RIDES("行程", "Rides"), PARCELS("快递", "Parcels"), BILLS("账单", "Bills"), RECORDS("缴费记录", "Records"), MESSAGES("消息", "Messages"),
    POSTS("动态", "Posts"), REMINDERS("提醒", "Reminders"), EVENTS("日程", "Events"), ALARMS("闹钟", "Alarms"), TIMERS("计时器", "Timers"), NOTES("备忘", "Notes"), CONTACTS("联系人", "Contacts"),
    WEATHER("天气", "Weather"), SONGS("歌曲", "Songs"), SWITCHES("开关", "Switches"),
    ;

    /** The word in a language. */
    public fun text(language: AppLanguage): String = if (language == AppLanguage.ZH) zh else en
}

/** A table of an app's screen. */
public class Table(
    public val name: String,
    public val title: Label,
    public val lines: List<String>,
    public val acts: List<Act> = emptyList(),
    /** The field that heads a row. */
    public val head: String = "name",
    private val isNewestFirst: Boolean = true,
    /** Whether its rows are shown only after the device checked its owner. */
    public val isSensitive: Boolean = false,
) {
    /** The rows in the order in which they are shown, without those that are gone. */
    public fun rows(services: Services, service: String): List<JsonObject> {
        val all = services.rows(service, name).filter { it.text("status") != "deleted" }
        return if (isNewestFirst) all.reversed() else all
    }
}

private fun JsonObject.isUnpaid() = text("status") == "unpaid"
private fun JsonObject.isOpen() = text("status") !in listOf("cancelled", "deleted")
private fun one(name: String) = { row: JsonObject -> mapOf<String, JsonElement>(name to row) }
private fun id(name: String) = { row: JsonObject -> mapOf<String, JsonElement>(name to JsonPrimitive(row.text(name))) }
private fun words(vararg all: Pair<String, String>) = all.associate { (name, word) -> name to JsonPrimitive(word) }

private fun shop(goods: String, good: String, place: String, order: String, pay: String, cancel: String, more: Map<String, JsonElement>) = listOf(
    Table("orders", Label.ORDERS, listOf("orderId", "sugar", "ice", "size", "spice", "quantity", "total", "statusText"), listOf(
        Act(Label.PAY, pay, JsonObject::isUnpaid, id("orderId")),
        Act(Label.CANCEL, cancel, { it.text("status") in listOf("unpaid", "paid") }, one("order")),
    )),
    Table(goods, Label.MENU, listOf("price", place), isNewestFirst = false, acts = listOf(
        Act(Label.ORDER, order, { it.text("soldOut") != "true" && it.text("closed") != "true" && it.text("shopClosed") != "true" }) { row -> mapOf(good to row, "quantity" to JsonPrimitive(1)) + more },
    )),
)

private val tea = shop("drinks", "drink", "shop", "createOrder", "payOrder", "cancelOrder", words("sugar" to "normal", "ice" to "normal", "size" to "medium"))
private val food = shop("dishes", "dish", "restaurant", "orderDish", "payDish", "cancelDish", words("spice" to "none"))
private val dining = listOf(
    Table("bookings", Label.BOOKINGS, listOf("bookingId", "time", "partySize", "status"), listOf(Act(Label.CANCEL, "cancelBooking", JsonObject::isOpen, one("booking")))),
    Table("restaurants", Label.RESTAURANTS, listOf("cuisine", "area", "perPerson"), isNewestFirst = false),
)

/** The screens of all services, by id, in the order of the home screen. */
public val APP_SCREENS: Map<String, List<Table>> = linkedMapOf(
    "app.messages" to listOf(Table("messages", Label.MESSAGES, listOf("text", "receivedAt"), head = "sender")),
    "app.moments" to listOf(Table("posts", Label.POSTS, listOf("text"), head = "author")),
    "app.music" to listOf(Table("songs", Label.SONGS, listOf("artist"), listOf(Act(Label.PLAY, "playMusic", { true }) { mapOf("query" to JsonPrimitive(it.text("name"))) }), isNewestFirst = false)),
    "app.reminders" to listOf(Table("reminders", Label.REMINDERS, listOf("when"), listOf(Act(Label.REMOVE, "deleteReminder", JsonObject::isOpen, one("reminder"))))),
    "app.calendar" to listOf(Table("events", Label.EVENTS, listOf("start", "attendee"))),
    "app.clock" to listOf(
        Table("alarms", Label.ALARMS, listOf("time"), listOf(Act(Label.REMOVE, "cancelAlarm", JsonObject::isOpen, one("alarm")))),
        Table("timers", Label.TIMERS, listOf("duration"), head = "timerId"),
    ),
    "app.notes" to listOf(Table("notes", Label.NOTES, listOf("text"))),
    "app.contacts" to listOf(Table("contacts", Label.CONTACTS, listOf("phone"))),
    "app.weather" to listOf(Table("weather", Label.WEATHER, listOf("condition", "low", "high", "rainChance"), isNewestFirst = false)),
    "app.settings" to listOf(Table("switches", Label.SWITCHES, listOf("state"), listOf(Act(Label.SWITCH, "setSwitch", { true }) { row ->
        words("feature" to row.text("feature"), "state" to if (row.text("state") == "on") "off" else "on")
    }), head = "feature", isNewestFirst = false)),
    "com.leaf.tea" to tea, "com.bubble.tea" to tea, "com.quick.food" to food, "com.home.food" to food,
    "com.table.dining" to dining, "com.city.dining" to dining, "com.alley.dining" to dining,
    "com.go.ride" to listOf(Table("rides", Label.RIDES, listOf("pickup", "driver", "plate", "total", "status"), listOf(
        Act(Label.PAY, "payRide", JsonObject::isUnpaid, id("rideId")),
        Act(Label.CANCEL, "cancelRide", JsonObject::isUnpaid, one("ride")),
    ))),
    "com.star.cinema" to listOf(
        Table("ticketBookings", Label.TICKETS, listOf("bookingId", "date", "showTime", "hall", "seats", "total", "status"), listOf(Act(Label.PAY, "payTickets", JsonObject::isUnpaid, id("bookingId")))),
        Table("films", Label.FILMS, listOf("showTime", "hall", "price"), isNewestFirst = false),
    ),
    "com.care.clinic" to listOf(
        Table("visits", Label.VISITS, listOf("visitId", "date", "status"), listOf(Act(Label.CANCEL, "cancelVisit", JsonObject::isOpen, one("visit")))),
        Table("doctors", Label.DOCTORS, listOf("fee"), isNewestFirst = false),
    ),
    "com.swift.parcels" to listOf(Table("parcels", Label.PARCELS, listOf("trackingNumber", "progress", "place"))),
    "gov.city.socialsecurity" to listOf(Table("records", Label.RECORDS, listOf("year", "months", "personal", "employer"), isSensitive = true)),
    "gov.city.utilities" to listOf(Table("bills", Label.BILLS, listOf("usage", "amount", "dueDate", "status"), listOf(Act(Label.PAY, "payBill", JsonObject::isUnpaid, id("billId"))), isNewestFirst = false)),
)
