// How records are read: a table of fields and values in both languages.

package dev.errand.demo

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Test

internal class RecordsTest {
    private fun lines(language: AppLanguage, json: String) = Records(language).lines(Json.parseToJsonElement(json).jsonObject).map { "${it.name}=${it.value}" }

    @Test
    fun `fields are read as people read them`() {
        val rows = listOf(
            """{"total":{"amount":1400,"currency":"CNY"}}""" to ("合计=¥14.00" to "Total=¥14.00"),
            """{"total":{"amount":500,"currency":"JPY"}}""" to ("合计=500 JPY" to "Total=500 JPY"),
            """{"sugar":"none"}""" to ("甜度=无" to "Sugar=none"),
            """{"when":"2026-11-26T08:00"}""" to ("时间=11月26日周四 08:00" to "Time=Thu 26 Nov 08:00"),
            """{"date":"2026-12-01"}""" to ("日期=12月1日周二" to "Date=Tue 1 Dec"),
            """{"shop":"江边店","shopEn":"Riverside"}""" to ("门店=江边店" to "Shop=Riverside"),
            """{"statusText":"已付款","statusTextEn":"paid","status":"paid"}""" to ("状态=已付款" to "Status=paid"),
            """{"requestKey":"abc"}""" to ("" to ""),
            """{"sugar":null}""" to ("" to ""),
        )
        for ((json, wanted) in rows) {
            assertEquals(listOf(wanted.first).filter { it.isNotEmpty() }, lines(AppLanguage.ZH, json), json)
            assertEquals(listOf(wanted.second).filter { it.isNotEmpty() }, lines(AppLanguage.EN, json), json)
        }
    }
}
