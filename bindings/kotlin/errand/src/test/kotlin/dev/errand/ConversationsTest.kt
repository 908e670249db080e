// The conversations of `core/tests/conversations`, played through the library: the same files as in Rust, with the same outcomes to the letter.
// The format is written down in `core/tests/player/mod.rs`.

package dev.errand

import dev.errand.ffi.CallDone
import dev.errand.ffi.CallResult
import dev.errand.ffi.ContentTrust
import dev.errand.ffi.Context
import dev.errand.ffi.Dial
import dev.errand.ffi.ErrandException
import dev.errand.ffi.Event
import dev.errand.ffi.Interrupt
import dev.errand.ffi.ItemKind
import dev.errand.ffi.Preference
import dev.errand.ffi.SelectedItem
import dev.errand.ffi.Step
import dev.errand.ffi.ToolAct
import dev.errand.ffi.ToolEvent
import dev.errand.ffi.ToolInput
import dev.errand.ffi.ToolStep
import dev.errand.ffi.Turn
import java.nio.file.Files
import java.nio.file.Path
import java.time.Duration
import java.time.Period
import java.time.ZonedDateTime
import kotlin.io.path.extension
import kotlin.io.path.readText
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.DynamicTest
import org.junit.jupiter.api.TestFactory

class ConversationsTest {
    @TestFactory
    fun everyConversationGoesAsWritten(): List<DynamicTest> {
        val files = Files.walk(root.resolve("core/tests/conversations")).use { all -> all.filter { it.extension == "txt" }.sorted().toList() }
        check(files.size >= 60)
        return files.map { file -> DynamicTest.dynamicTest(file.fileName.toString()) { plays(file) } }
    }

    private fun plays(file: Path) {
        val script = file.readText()
        assertEquals(script, Player().use { it.play(script) })
    }
}

private class Player : AutoCloseable {
    private val stage = Stage()
    private var turn: Turn? = null
    private var step: Step? = null
    private val out = StringBuilder()

    override fun close() = stage.close()

    /** Plays the person's and the host's lines, and writes the core's. */
    fun play(script: String): String {
        for (line in script.lines().dropLastWhile { it.isEmpty() }.filter { !it.startsWith("? ") && !it.startsWith("< ") }) {
            val isCallReply = line.startsWith("= ") && callResult(line.drop(2)) != null
            if (!isCallReply && !line.startsWith("! restart")) carryOutCalls()
            this.line(line)
        }
        carryOutCalls()
        return out.toString()
    }

    private fun write(line: String) {
        out.append(line.trimEnd()).append('\n')
    }

    private fun line(line: String) {
        write(line)
        when {
            line.startsWith("locale: ") -> stage.context = stage.context.copy(locale = line.drop(8).trim())
            line.startsWith("now: ") -> stage.now = ZonedDateTime.parse(line.drop(5))
            line.startsWith("! ") -> happen(line.drop(2).split(' ').filter { it.isNotEmpty() })
            line.startsWith(">") -> {
                turn = stage.assistant.begin(stage.context)
                take { turn!!.advance(Event.Said(line.drop(1).trim()), stage.moment) }
            }
            line.startsWith("= ") -> reply(line.drop(2))
        }
    }

    private fun happen(words: List<String>) {
        when (words[0]) {
            "fail" -> Demo.ask("failNext", "service" to words[1], "capability" to words[2], "code" to words[3])
            "lose" -> Demo.ask("loseNext", "service" to words[1], "capability" to words[2])
            "answer" ->
                Demo.ask("answerNext", "service" to words[1], "capability" to words[2], "answer" to words.drop(3).joinToString(" "))
            "dial" -> prefer(words[1]) {
                val dial = Dial.valueOf(words[2].uppercase())
                if (words.size > 4) it.copy(dial = dial, limitMinor = words[3].toLong(), limitCurrency = words[4]) else it.copy(dial = dial)
            }
            "ban" -> prefer(words[1]) { it.copy(banned = it.banned + words[2]) }
            "remember" -> stage.assistant.remember(words[1], words[2], words[3], stage.moment)
            "restart" -> {
                val id = turn!!.id()
                stage.restart()
                val resumed = stage.assistant.resume(id, stage.moment)
                turn = resumed.turn
                take { resumed.step }
            }
            "disable" -> stage.assistant.setEnabled(words[1], false)
            "enable" -> stage.assistant.setEnabled(words[1], true)
            "later" -> stage.now = later(stage.now, words[1])
            "no-location" -> stage.context = Context()
            "select" -> {
                val item = SelectedItem(
                    kind = ItemKind.valueOf(words[1].uppercase()),
                    text = words.drop(4).joinToString(" "),
                    trust = ContentTrust.valueOf(words[2].uppercase()),
                    sourceId = "item",
                    author = words[3].takeIf { it != "-" },
                )
                stage.context = stage.context.copy(items = stage.context.items + item)
            }
            "open" -> {
                val tool = toolCalled(words.drop(1).joinToString(" "))
                turn = stage.assistant.begin(stage.context)
                take { turn!!.advance(Event.ToolOpened(tool), stage.moment) }
            }
            "delete" -> check(stage.assistant.deleteTool(toolCalled(words.drop(1).joinToString(" ")), stage.moment))
            "import" -> stage.assistant.saveTool(words.drop(1).joinToString(" "), stage.moment)
            else -> error("unknown happening $words")
        }
    }

    /** The id of the kept tool of a title. */
    private fun toolCalled(title: String): String = stage.assistant.tools().first { title == it.title.zh || title == it.title.en }.id

    private fun prefer(domain: String, change: (Preference) -> Preference) =
        stage.assistant.setPreference(domain, change(stage.assistant.preference(domain)))

    private fun later(now: ZonedDateTime, length: String): ZonedDateTime {
        val (days, time) = length.uppercase().split('T').let { it[0] to it.getOrNull(1) }
        val then = if (days == "P") now else now.plus(Period.parse(days))
        return if (time == null) then else then.plus(Duration.parse("PT$time"))
    }

    private fun reply(reply: String) {
        val open = checkNotNull(step)
        val result = callResult(reply)
        if (result == null) {
            return take { turn!!.advance(personsReply(open, reply), stage.moment) }
        }
        val call = (open as? Step.Call)?.call ?: (open as? Step.Handoff)?.call ?: return write("? refused: no call is open")
        take { turn!!.advance(Event.CallDone(call.key, result), stage.moment) }
    }

    private fun personsReply(step: Step, reply: String): Event {
        (step as? Step.Tool)?.let { touch(it.tool, reply) }?.let { return Event.Tool(it) }
        fun question(): Interrupt = step.question?.interrupt ?: throw NoQuestion()
        val (word, rest) = reply.split(' ', limit = 2).let { it[0] to it.getOrElse(1) { "" } }
        return when {
            word == "approve" && rest in listOf("", "unauthenticated") ->
                Event.Approved(stage.approver.approve(turn!!, question().id, rest.isEmpty(), stage.moment))
            reply == "decline" -> Event.Declined(question().id)
            reply == "cancel" -> Event.Cancelled
            word == "choose" -> Event.Chosen(question().id, rest)
            word == "provide" -> Event.Provided(question().id, rest)
            else -> Event.Said(reply)
        }
    }

    private class NoQuestion : Exception("no question is open")

    private fun take(next: () -> Step) {
        try {
            step = next().also { write(describe(it)) }
        } catch (refused: ErrandException.InvalidInput) {
            write("? refused: ${refused.reason}")
        } catch (refused: NoQuestion) {
            write("? refused: ${refused.message}")
        }
    }

    private fun carryOutCalls() {
        while (true) {
            val open = step
            if (open is Step.Calls) {
                val results = open.calls.map { CallDone(it.key, Demo.carryOut(it, stage.now)) }
                take { turn!!.advance(Event.CallsDone(results), stage.moment) }
                continue
            }
            val call = (open as? Step.Call)?.call ?: (open as? Step.Handoff)?.call ?: return
            val result = Demo.carryOut(call, stage.now)
            take { turn!!.advance(Event.CallDone(call.key, result), stage.moment) }
        }
    }
}

/** What a reply does to a mini-tool, if it does something: `enter bill 300`, `press list#1.done`. */
private fun touch(tool: ToolStep, reply: String): ToolInput? {
    val (verb, rest) = reply.split(' ', limit = 2).let { it[0] to it.getOrElse(1) { "" } }
    val (place, text) = rest.split(' ', limit = 2).let { it[0] to it.getOrElse(1) { "" } }
    val act = when (verb) {
        "enter" -> ToolAct.Enter(text)
        "press" -> ToolAct.Press
        "less" -> ToolAct.Less
        "add" -> ToolAct.Add
        "remove" -> ToolAct.Remove
        "page" -> return place.toUIntOrNull()?.let { ToolInput(seed = 7u, from = it) }
        else -> return null
    }
    val (shown, column) = place.split('.', limit = 2).let { it[0] to it.getOrNull(1) }
    val (id, record) = shown.split('#', limit = 2).let { it[0] to it.getOrNull(1)?.toIntOrNull() }
    val part = tool.screen.parts.firstOrNull { it.id == id } ?: return null
    return ToolInput(ToolEvent(id, act, record?.let { part.records.getOrNull(it - 1)?.id }, column), seed = 7u)
}

private fun callResult(reply: String): CallResult? {
    val (word, rest) = reply.split(' ', limit = 2).let { it[0] to it.getOrElse(1) { "" } }
    return when {
        reply == "timeout" -> CallResult.TimedOut
        reply == "unreachable" -> CallResult.Unreachable
        word == "failure" && rest.isNotEmpty() -> CallResult.Failure(rest)
        word == "success" && rest.startsWith("{") -> CallResult.Success(rest)
        else -> null
    }
}

/** `needsValue` for `Step.NeedsValue`. */
private val Step.name: String get() = this::class.simpleName!!.replaceFirstChar { it.lowercase() }

/** One line of text for a step. */
private fun describe(step: Step): String {
    val call = (step as? Step.Call)?.call ?: (step as? Step.Handoff)?.call
    if (call != null) return "? ${step.name} ${call.service} ${call.capability} ${call.arguments}"
    if (step is Step.Calls) {
        val all = step.calls.map { "${it.service} ${if (it.isProbe) it.target else it.capability} ${it.arguments}" }
        return "? calls ${all.joinToString(" | ")}"
    }
    if (step is Step.Tool) return "? tool ${drawn(step.tool)}"
    step.question?.let { return "? ${step.name} ${it.interrupt.reason}: ${shown(it.interrupt)}" }
    return "< ${step.name}: ${step.ending!!.message.replace("\n", " / ")}"
}

private fun drawn(tool: ToolStep): String {
    val parts = mutableListOf("[${tool.screen.title}]${if (tool.isSaved) "" else "*"}")
    if (tool.message.isNotEmpty()) parts += tool.message
    tool.screen.parts.mapTo(parts) { part ->
        val value = if (part.value.isEmpty()) "" else ": ${part.value}"
        val records = if (part.records.isEmpty()) "" else " {${part.records.joinToString("; ") { it.cells.joinToString(" ") }}}"
        part.label + value + records
    }
    tool.results.mapTo(parts) { "${it.capability}: ${it.message}" }
    tool.permissions.mapTo(parts) { "may ${it.capability}" }
    tool.shared?.let { parts += "=> $it" }
    return parts.joinToString(" | ").replace("\n", " / ")
}

private fun shown(interrupt: Interrupt): String {
    val parts = mutableListOf(interrupt.message.replace("\n", " / "))
    interrupt.options.mapTo(parts) { "${it.title} ${it.detail}".trim() }
    interrupt.preview?.let { preview ->
        val acts = listOf(Triple(preview.title, preview.service, preview.rows)) + preview.lines.map { Triple(it.title, it.service, it.rows) }
        for ((title, service, rows) in acts) {
            parts += "[$title · $service]"
            rows.mapTo(parts) { "${it.label}: ${it.value}${if (it.isAssumed) "*" else ""}${it.origin?.let { origin -> " ($origin)" }.orEmpty()}" }
        }
        preview.amount?.let { parts += "${it.shown} → ${preview.payee.orEmpty()}" }
    }
    return parts.joinToString(" | ")
}
