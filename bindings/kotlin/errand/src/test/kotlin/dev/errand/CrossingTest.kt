// What crosses: every error, the records of a settings page and the ledger, the example of the docs, and memory over many turns.

package dev.errand

import com.fasterxml.jackson.databind.JsonNode
import dev.errand.ffi.ActOutcome
import dev.errand.ffi.Assistant
import dev.errand.ffi.Call
import dev.errand.ffi.CallDone
import dev.errand.ffi.CallResult
import dev.errand.ffi.ContentTrust
import dev.errand.ffi.Context
import dev.errand.ffi.ErrandException
import dev.errand.ffi.Event
import dev.errand.ffi.Grant
import dev.errand.ffi.GrantScope
import dev.errand.ffi.Interrupt
import dev.errand.ffi.ItemKind
import dev.errand.ffi.Language
import dev.errand.ffi.Limit
import dev.errand.ffi.Location
import dev.errand.ffi.Modes
import dev.errand.ffi.Moment
import dev.errand.ffi.OpenOptions
import dev.errand.ffi.Safeguards
import dev.errand.ffi.SelectedItem
import dev.errand.ffi.Step
import dev.errand.ffi.Switcher
import dev.errand.ffi.Turn
import dev.errand.ffi.verifyBundle
import java.lang.reflect.Modifier
import java.nio.file.Files
import kotlin.io.path.writeText
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
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

    /** `bindings/crossing.jsonl`, which the core's own suite wrote and checks. */
    @Test
    fun `every record crosses field by field`() = Stage().use { stage ->
        var turn: Turn? = null
        var step: Step? = null
        val steps = mutableSetOf<Class<*>>()
        for (line in Files.readAllLines(root.resolve("bindings/crossing.jsonl")).map(json::readTree)) {
            if (step == null || step.field("ending") != null) {
                turn?.close()
                turn = stage.assistant.begin(context(line["event"], stage))
            }
            step = turn!!.advance(event(line["event"], turn, step, stage), stage.moment)
            assertEquals(line["step"], json.readTree(json.writeValueAsString(shown(step))))
            steps += step.javaClass
        }
        assertEquals(14, steps.size)
    }

    /** Where a turn begins: with what was selected before, when its first event says so. */
    private fun context(event: JsonNode, stage: Stage): Context {
        val selected = event["selected"] ?: return stage.context
        val item = SelectedItem(
            kind = ItemKind.MESSAGE,
            text = selected["text"].asText(),
            trust = ContentTrust.CONTACT,
            sourceId = "m1",
            author = selected["author"].asText(),
        )
        return stage.context.copy(items = listOf(item))
    }

    private fun event(node: JsonNode, turn: Turn, step: Step?, stage: Stage): Event {
        val (kind, value) = node.properties().single()
        fun interrupt() = (step!!.field("interrupt") as Interrupt).id
        return when (kind) {
            "said" -> Event.Said(value.asText())
            "selected" -> Event.Said(value["said"].asText())
            "chosen" -> Event.Chosen(interrupt(), value.asText())
            "provided" -> Event.Provided(interrupt(), value.asText())
            "approved" -> Event.Approved(stage.approver.approve(turn, interrupt(), value.asBoolean(), stage.moment))
            "declined" -> Event.Declined(interrupt())
            "cancelled" -> Event.Cancelled
            "allDone" -> Event.CallsDone((step as Step.Calls).calls.zip(value.toList()) { call, done -> CallDone(call.key, result(done)) })
            else -> Event.CallDone((step!!.field("call") as Call).key, result(value))
        }
    }

    private fun result(node: JsonNode): CallResult {
        val (result, what) = node.properties().single()
        return when (result) {
            "success" -> CallResult.Success(what.asText())
            "failure" -> CallResult.Failure(what.asText())
            "timedOut" -> CallResult.TimedOut
            else -> CallResult.Unreachable
        }
    }

    private fun Any.field(name: String): Any? =
        javaClass.declaredFields.find { it.name == name }?.apply { isAccessible = true }?.get(this)

    /** A record with all its fields, as the file has them. */
    private fun shown(value: Any?): Any? = when (value) {
        null, is String, is Boolean, is Number -> value
        is Enum<*> -> value.name.lowercase().replace("_", "")
        is List<*> -> value.map(::shown)
        else -> {
            val fields = value.javaClass.declaredFields.filterNot { Modifier.isStatic(it.modifiers) }
            val all = fields.associate { it.name to shown(value.field(it.name)) }
            if (value is Step) all + ("step" to value.javaClass.simpleName.replaceFirstChar(Char::lowercase)) else all
        }
    }

    @Test
    fun `packs of services cross`() = Assistant.open(bundle, ":memory:").use { assistant ->
        fun pack(version: String, vararg services: String) = services
            .map { Files.readString(root.resolve("mobile-demo/services/$it/capability.json")) }
            .joinToString(",", """{"packVersion": "1.0", "id": "com.example.shops", "version": "$version", "services": [""", "]}")

        assistant.installPack(pack("1.0.0", "settings"))
        val installed = assistant.installPack(pack("1.1.0", "settings", "weather"))
        assertEquals(Triple("1.1.0", "1.0.0", 2), Triple(installed.version, installed.versionBefore, installed.services.size))
        assertThrows(ErrandException.InvalidInput::class.java) { assistant.installPack(pack("1.2.0", "settings", "settings")) }
        assertEquals(listOf(installed), assistant.packs())
        assertEquals(0u, assistant.refresh())
        assertEquals("1.0.0", assistant.rollBackPack("com.example.shops")?.version)
        assertNull(assistant.rollBackPack("com.example.shops"))
        assertTrue(assistant.removePack("com.example.shops"))
        assertEquals(emptyList<Any>(), assistant.services())
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
    fun `a grant saves the card and the record is handed over, proved and forgotten`() = Stage().use { stage ->
        val now = stage.moment
        val scope = GrantScope.Capability("app.messages", "sendMessage")
        val grant = Grant(scope, 1u, now.epochMs, now.epochMs + 86_400_000)
        assertTrue("发消息" in stage.assistant.grantInWords(grant, Language.ZH, now))
        assertThrows(ErrandException.InvalidInput::class.java) { stage.approver.grant(grant.copy(times = 0u), true, now) }
        val given = stage.approver.grant(grant, false, now)
        val ending = runBlocking { stage.assistant.run("tell Mom that I am home", DemoHost(stage), null, stage.context, clock = stage::moment) }
        assertEquals(listOf(ActOutcome.COMPLETED), ending.results.map { it.outcome })
        assertEquals(listOf(Triple(given, 1u, null)), stage.assistant.grants().map { Triple(it.id, it.times, it.revokedMs) })
        assertTrue(stage.assistant.revokeGrant(given, now))
        val bundle = stage.assistant.disputeBundle(ending.turn)
        assertEquals(0u, verifyBundle(bundle, stage.assistant.ledgerHead()))
        assertThrows(ErrandException.InvalidInput::class.java) { verifyBundle(bundle.replace("I am home", "I am out"), null) }
        assertTrue(stage.assistant.forgetTurn(ending.turn, now) > 0u)
        assertTrue(verifyBundle(stage.assistant.disputeBundle(ending.turn), stage.assistant.ledgerHead()) > 0u)
        assertEquals(0u, stage.assistant.applyRetention(90u, 1825u, now))
    }

    @Test
    fun `modes, safeguards, pseudonyms and receipts cross`() = Stage().use { stage ->
        val now = stage.moment
        val (service, off) = Pair("app.messages", Modes(declared = false, auto = true))
        stage.assistant.setModes(service, Switcher.HOST, off)
        val installed = stage.assistant.services().first { it.id == service }
        assertEquals(Triple(off, Modes(true, true), false), Triple(installed.modes.host, installed.modes.person, installed.isEnabled))
        stage.assistant.setModes(service, Switcher.HOST, Modes(true, true))
        val own = Safeguards(confirmsEveryChange = true, maxPayment = Limit(20_000, "CNY"))
        stage.approver.setSafeguards(own, false, now)
        assertEquals(own, stage.assistant.safeguards())
        assertThrows(ErrandException.InvalidInput::class.java) { stage.approver.setSafeguards(Safeguards(), false, now) }
        assertThrows(ErrandException.InvalidInput::class.java) { stage.approver.setSafeguards(Safeguards(maxPayment = Limit(1, "???")), true, now) }
        val pseudonym = stage.assistant.pseudonym(service)
        assertEquals(Pair(32, pseudonym), Pair(pseudonym.length, stage.assistant.pseudonym(service)))
        assertTrue(stage.assistant.renewPseudonym(service))
        assertNotEquals(pseudonym, stage.assistant.pseudonym(service))
        assertNull(stage.assistant.dispatchReceipts(service))
        stage.assistant.shareDispatchReceipts(service, true)
        runBlocking { stage.assistant.run("tell Mom that I am home", DemoHost(stage), stage.approver, stage.context, clock = stage::moment) }
        val receipt = stage.assistant.dispatchReceipts(service)!!.first { it.capability == "sendMessage" }
        assertEquals(listOf(1u, 1u, 1u, 1u), listOf(receipt.considered, receipt.eligible, receipt.shown, receipt.called))
    }

    @Test
    fun `a key of another length and a build without encryption are refused`() {
        for (key in listOf(ByteArray(5), ByteArray(32))) {
            assertThrows(ErrandException.InvalidInput::class.java) { Assistant.openWith(OpenOptions(bundle, ":memory:", key)) }
        }
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
