// The apps' screens against the demo services: every service has one, every table is there, and what can be done by hand works.

package dev.errand.demo

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

internal class AppScreensTest {
    private fun Stage.manifests() = services.manifests.associate { text ->
        val manifest = Json.parseToJsonElement(text).jsonObject
        manifest.getValue("service").jsonObject.text("id") to manifest.getValue("capabilities").jsonArray.map { it.jsonObject.text("id") }
    }

    @Test
    fun `every service has a screen of tables and functions that are there`() = play(AppLanguage.EN) { stage ->
        assertEquals(stage.manifests().keys, APP_SCREENS.keys)
        for ((service, tables) in APP_SCREENS) {
            for (table in tables) {
                assertTrue(table.name in stage.services.state.value.getValue(service).jsonObject, "$service ${table.name}")
                for (act in table.acts) assertTrue(act.capability in stage.manifests().getValue(service), "$service ${act.capability}")
            }
        }
    }

    @Test
    fun `what can be done by hand is done, without the assistant`() = play(AppLanguage.ZH) { stage ->
        fun act(service: String, table: String, label: Label): Pair<JsonObject, ByHand> {
            val own = APP_SCREENS.getValue(service).first { it.name == table }
            val found = own.acts.first { it.label == label }
            return own.rows(stage.services, service).first(found::fits) to found
        }
        fun press(service: String, table: String, label: Label) {
            val (row, act) = act(service, table, label)
            assertNull(stage.services.byHand(service, act.capability, act.arguments(row)), "$service ${act.capability}")
        }
        press("com.leaf.tea", "drinks", Label.ORDER)
        press("com.leaf.tea", "orders", Label.PAY)
        assertEquals("paid", stage.services.rows("com.leaf.tea", "orders").last().text("status"))
        press("com.leaf.tea", "orders", Label.CANCEL)
        press("com.quick.food", "dishes", Label.ORDER)
        press("com.city.dining", "bookings", Label.CANCEL)
        press("app.reminders", "reminders", Label.REMOVE)
        press("app.settings", "switches", Label.SWITCH)
        press("app.music", "songs", Label.PLAY)
        press("gov.city.utilities", "bills", Label.PAY)
        assertNull(stage.errands.openTurn())
        assertTrue(stage.model.state.value.entries.isEmpty())
    }
}
