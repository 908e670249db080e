// What each app of the super app shows: its tables, what of a row is read, and what a person can do with a row by hand. The assistant has no part in it.

package dev.errand.demo

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject

/** Something to do with a row by hand. */
public class ByHand(
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
public class AppTable(
    public val name: String,
    public val title: Label,
    public val lines: List<String>,
    public val acts: List<ByHand> = emptyList(),
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
    AppTable("orders", Label.ORDERS, listOf("orderId", "sugar", "ice", "size", "spice", "quantity", "total", "statusText"), listOf(
        ByHand(Label.PAY, pay, JsonObject::isUnpaid, id("orderId")),
        ByHand(Label.CANCEL, cancel, { it.text("status") in listOf("unpaid", "paid") }, one("order")),
    )),
    AppTable(goods, Label.MENU, listOf("price", place), isNewestFirst = false, acts = listOf(
        ByHand(Label.ORDER, order, { it.text("soldOut") != "true" && it.text("closed") != "true" && it.text("shopClosed") != "true" }) { row -> mapOf(good to row, "quantity" to JsonPrimitive(1)) + more },
    )),
)

private val tea = shop("drinks", "drink", "shop", "createOrder", "payOrder", "cancelOrder", words("sugar" to "normal", "ice" to "normal", "size" to "medium"))
private val food = shop("dishes", "dish", "restaurant", "orderDish", "payDish", "cancelDish", words("spice" to "none"))
private val dining = listOf(
    AppTable("bookings", Label.BOOKINGS, listOf("bookingId", "time", "partySize", "status"), listOf(ByHand(Label.CANCEL, "cancelBooking", JsonObject::isOpen, one("booking")))),
    AppTable("restaurants", Label.RESTAURANTS, listOf("cuisine", "area", "perPerson"), isNewestFirst = false),
)

/** The screens of all services, by id, in the order of the home screen. */
public val APP_SCREENS: Map<String, List<AppTable>> = linkedMapOf(
    "app.messages" to listOf(AppTable("messages", Label.MESSAGES, listOf("text", "receivedAt"), head = "sender")),
    "app.moments" to listOf(AppTable("posts", Label.POSTS, listOf("text"), head = "author")),
    "app.music" to listOf(AppTable("songs", Label.SONGS, listOf("artist"), listOf(ByHand(Label.PLAY, "playMusic", { true }) { mapOf("query" to JsonPrimitive(it.text("name"))) }), isNewestFirst = false)),
    "app.reminders" to listOf(AppTable("reminders", Label.REMINDERS, listOf("when"), listOf(ByHand(Label.REMOVE, "deleteReminder", JsonObject::isOpen, one("reminder"))))),
    "app.calendar" to listOf(AppTable("events", Label.EVENTS, listOf("start", "attendee"))),
    "app.clock" to listOf(
        AppTable("alarms", Label.ALARMS, listOf("time"), listOf(ByHand(Label.REMOVE, "cancelAlarm", JsonObject::isOpen, one("alarm")))),
        AppTable("timers", Label.TIMERS, listOf("duration"), head = "timerId"),
    ),
    "app.notes" to listOf(AppTable("notes", Label.NOTES, listOf("text"))),
    "app.contacts" to listOf(AppTable("contacts", Label.CONTACTS, listOf("phone"))),
    "app.weather" to listOf(AppTable("weather", Label.WEATHER, listOf("condition", "low", "high", "rainChance"), isNewestFirst = false)),
    "app.settings" to listOf(AppTable("switches", Label.SWITCHES, listOf("state"), listOf(ByHand(Label.SWITCH, "setSwitch", { true }) { row ->
        words("feature" to row.text("feature"), "state" to if (row.text("state") == "on") "off" else "on")
    }), head = "feature", isNewestFirst = false)),
    "com.leaf.tea" to tea, "com.bubble.tea" to tea, "com.quick.food" to food, "com.home.food" to food,
    "com.table.dining" to dining, "com.city.dining" to dining, "com.alley.dining" to dining,
    "com.go.ride" to listOf(AppTable("rides", Label.RIDES, listOf("pickup", "driver", "plate", "total", "status"), listOf(
        ByHand(Label.PAY, "payRide", JsonObject::isUnpaid, id("rideId")),
        ByHand(Label.CANCEL, "cancelRide", JsonObject::isUnpaid, one("ride")),
    ))),
    "com.star.cinema" to listOf(
        AppTable("ticketBookings", Label.TICKETS, listOf("bookingId", "date", "showTime", "hall", "seats", "total", "status"), listOf(ByHand(Label.PAY, "payTickets", JsonObject::isUnpaid, id("bookingId")))),
        AppTable("films", Label.FILMS, listOf("showTime", "hall", "price"), isNewestFirst = false),
    ),
    "com.care.clinic" to listOf(
        AppTable("visits", Label.VISITS, listOf("visitId", "date", "status"), listOf(ByHand(Label.CANCEL, "cancelVisit", JsonObject::isOpen, one("visit")))),
        AppTable("doctors", Label.DOCTORS, listOf("fee"), isNewestFirst = false),
    ),
    "com.swift.parcels" to listOf(AppTable("parcels", Label.PARCELS, listOf("trackingNumber", "progress", "place"))),
    "gov.city.socialsecurity" to listOf(AppTable("records", Label.RECORDS, listOf("year", "months", "personal", "employer"), isSensitive = true)),
    "gov.city.utilities" to listOf(AppTable("bills", Label.BILLS, listOf("usage", "amount", "dueDate", "status"), listOf(ByHand(Label.PAY, "payBill", JsonObject::isUnpaid, id("billId"))), isNewestFirst = false)),
)
