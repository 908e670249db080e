// What crosses: every error, the records of a settings page and the ledger, the example of the docs, and memory over many turns.

package dev.errand

import dev.errand.ffi.Assistant
import dev.errand.ffi.Context
import dev.errand.ffi.ErrandException
import dev.errand.ffi.Event
import dev.errand.ffi.Location
import dev.errand.ffi.Moment
import java.nio.file.Files
import kotlin.io.path.writeText
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

class CrossingTest {
    @Test
    fun `every kind of error crosses`() {
        assertThrows(ErrandException.Storage::class.java) { Assistant.open("/nowhere", ":memory:") }
        val folder = Files.createTempDirectory("bundle")
        val config = folder.resolve("config.json")
        config.writeText("""{"bundleVersion": 1}""")
        assertThrows(ErrandException.WrongVersion::class.java) { Assistant.open(folder.toString(), ":memory:") }
        config.writeText("{")
        assertThrows(ErrandException.Corrupt::class.java) { Assistant.open(folder.toString(), ":memory:") }
        folder.toFile().deleteRecursively()
        Assistant.open(bundle, ":memory:").use { assistant ->
            val refused = assertThrows(ErrandException.InvalidInput::class.java) { assistant.install(listOf("{\"formatVersion\": 1,\n \"oops\"}")) }
            assertTrue("line 2" in refused.reason, refused.reason)
            val nowhere = Context(location = Location(91.0, 0.0, ""))
            assertThrows(ErrandException.InvalidInput::class.java) { assistant.begin(nowhere) }
            assertThrows(ErrandException.InvalidInput::class.java) { assistant.understand("x", Moment(0, "Nowhere/Land")) }
            assertThrows(ErrandException.InvalidInput::class.java) { assistant.resume("t1", moment(morning)) }
        }
    }

    @Test
    fun `services and the ledger cross`() = Stage().use { stage ->
        fun services() = stage.assistant.services().associateBy { it.id }
        assertTrue(services().size >= 20)
        stage.assistant.setEnabled("app.music", false)
        assertFalse(services().getValue("app.music").isEnabled)
        runBlocking { stage.assistant.run("tell Mom that I am home", DemoHost(stage), stage.approver, stage.context, clock = stage::moment) }
        val ledger = stage.assistant.ledger()
        assertEquals((1L..ledger.size).toList(), ledger.map { it.sequence })
        assertNull(stage.assistant.brokenLedgerEntry())
        assertTrue(stage.assistant.remove("app.music"))
        assertFalse(stage.assistant.remove("app.music"))
    }

    @Test
    fun `what a sentence means crosses`() = Stage().use { stage ->
        val read = json.readTree(stage.assistant.understand("明早七点叫我起床", stage.moment))
        assertEquals("setAlarm", read["acts"][0]["candidates"][0]["capability"].asText())
    }

    @Test
    fun `the example of the docs runs`() {
        val ending = tea(root.resolve("models/errand-zh-en"), root.resolve("mobile-demo/services/tea-leaf/capability.json"))
        assertEquals("已付 ¥14.00,取餐号 r1", ending.message)
    }

    @Test
    fun `turns leave nothing behind`() = Stage().use { stage ->
        fun resident(): Long {
            System.gc()
            return Files.readString(java.nio.file.Path.of("/proc/self/statm")).split(' ')[1].toLong() * 4096
        }

        fun turns(count: Int): Long {
            repeat(count) {
                stage.assistant.begin(stage.context).use { it.advance(Event.Said("嗯"), stage.moment) }
            }
            return resident()
        }

        val count = Integer.getInteger("errand.turns", 4_000)
        val before = turns(count / 4)
        val after = turns(count)
        assertTrue(after - before < 16L shl 20, "$before bytes, $after after $count turns")
    }
}
