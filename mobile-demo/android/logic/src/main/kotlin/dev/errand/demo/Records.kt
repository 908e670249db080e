// How records of services are read by people: which fields have a name, and how sums, days and codes are written.
//
// A field without a name here is not shown: what a service sends besides is none of the person's business.

package dev.errand.demo

import java.math.BigDecimal
import java.time.LocalDate
import java.time.LocalDateTime
import java.time.format.DateTimeFormatter
import java.util.Currency
import java.util.Locale
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.jsonPrimitive

/** A line of a record: the field's name and its value, both in words. */
public data class Line(val name: String, val value: String)

private val NAMES: Map<String, Pair<String, String>> = mapOf(
    "sugar" to ("甜度" to "Sugar"), "ice" to ("冰量" to "Ice"), "size" to ("杯型" to "Size"), "spice" to ("辣度" to "Spice"), "quantity" to ("数量" to "Quantity"),
    "price" to ("价格" to "Price"), "total" to ("合计" to "Total"), "paid" to ("已付" to "Paid"), "refunded" to ("已退" to "Refunded"), "amount" to ("金额" to "Amount"),
    "shop" to ("门店" to "Shop"), "restaurant" to ("餐厅" to "Restaurant"), "statusText" to ("状态" to "Status"), "status" to ("状态" to "Status"),
    "orderId" to ("单号" to "Order"), "receiptId" to ("单号" to "Receipt"), "bookingId" to ("单号" to "Booking"), "visitId" to ("单号" to "Visit"), "trackingNumber" to ("单号" to "Tracking"),
    "time" to ("时间" to "Time"), "when" to ("时间" to "Time"), "date" to ("日期" to "Date"), "start" to ("开始" to "Start"), "showTime" to ("场次" to "Show"), "hall" to ("影厅" to "Hall"),
    "seats" to ("座位" to "Seats"), "partySize" to ("人数" to "People"), "cuisine" to ("菜系" to "Cuisine"), "area" to ("地段" to "Area"), "perPerson" to ("人均" to "Per person"),
    "fee" to ("挂号费" to "Fee"), "attendee" to ("参加" to "With"), "pickup" to ("上车点" to "From"), "destination" to ("目的地" to "To"), "driver" to ("司机" to "Driver"), "plate" to ("车牌" to "Plate"),
    "progress" to ("进度" to "Progress"), "place" to ("位置" to "Place"), "usage" to ("用量" to "Used"), "dueDate" to ("截止" to "Due"), "year" to ("年份" to "Year"), "months" to ("月数" to "Months"),
    "personal" to ("个人缴纳" to "You paid"), "employer" to ("单位缴纳" to "Employer paid"), "artist" to ("歌手" to "Artist"), "phone" to ("电话" to "Phone"), "text" to ("内容" to "Text"),
    "condition" to ("天气" to "Weather"), "low" to ("最低" to "Low"), "high" to ("最高" to "High"), "rainChance" to ("降雨" to "Rain"),
)

private val VALUES: Map<String, Pair<String, String>> = mapOf(
    "none" to ("无" to "none"), "less" to ("少" to "less"), "normal" to ("正常" to "normal"), "more" to ("多" to "more"), "small" to ("小" to "small"), "medium" to ("中" to "medium"), "large" to ("大" to "large"),
    "unpaid" to ("待付款" to "to be paid"), "paid" to ("已付款" to "paid"), "cancelled" to ("已取消" to "cancelled"), "booked" to ("已预订" to "booked"), "done" to ("已完成" to "done"),
    "active" to ("有效" to "on"), "deleted" to ("已删除" to "deleted"), "on" to ("开" to "on"), "off" to ("关" to "off"), "morning" to ("上午" to "morning"), "afternoon" to ("下午" to "afternoon"),
)

private fun Pair<String, String>.of(language: AppLanguage) = if (language == AppLanguage.ZH) first else second

/** Reads records in a language. */
public class Records(private val language: AppLanguage) {
    /** A field, in the language where the record has it in both. */
    public fun field(record: JsonObject, name: String): String =
        record.text("${name}En").takeIf { language == AppLanguage.EN && it.isNotEmpty() } ?: record.text(name)

    /** The lines that people read: those of [only], or every field that has a name. */
    public fun lines(record: JsonObject, only: List<String>? = null): List<Line> =
        (only ?: record.keys.filter { it in NAMES && !(it == "status" && "statusText" in record) }).mapNotNull { name ->
            val value = if ("${name}En" in record) field(record, name) else shown(record[name])
            NAMES[name]?.takeIf { value.isNotEmpty() }?.let { Line(it.of(language), value) }
        }

    /** A value: a sum, a day with or without a time, a word of a closed list, or as it is. */
    public fun shown(value: JsonElement?): String = when {
        value is JsonObject && "amount" in value -> sum(value.getValue("amount").jsonPrimitive.content.toLong(), value.text("currency"))
        value is JsonPrimitive && DATE.matches(value.content) -> day(value.content)
        value is JsonPrimitive -> VALUES[value.content]?.of(language) ?: value.content.takeIf { it != "null" }.orEmpty()
        else -> ""
    }

    /** A sum in minor units of a currency. */
    public fun sum(minor: Long, currency: String): String {
        val digits = runCatching { Currency.getInstance(currency).defaultFractionDigits }.getOrDefault(2)
        val amount = BigDecimal.valueOf(minor, digits).toPlainString()
        return if (currency == "CNY") "¥$amount" else "$amount $currency"
    }

    private fun day(text: String): String {
        val pattern = DateTimeFormatter.ofPattern(if (language == AppLanguage.ZH) "M月d日E" else "E d MMM", if (language == AppLanguage.ZH) Locale.CHINA else Locale.UK)
        if ('T' !in text) return LocalDate.parse(text).format(pattern)
        val at = LocalDateTime.parse(text)
        return "${at.format(pattern)} ${at.toLocalTime().toString().take(5)}"
    }

    private companion object {
        val DATE = Regex("""\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?""")
    }
}
