// The driver from the outside: what happens when a host throws, blocks, is cancelled or dies.

package dev.errand

import dev.errand.ffi.ActOutcome
import dev.errand.ffi.Assistant
import dev.errand.ffi.Call
import dev.errand.ffi.CallResult
import dev.errand.ffi.Context
import dev.errand.ffi.ErrandException
import dev.errand.ffi.Event
import dev.errand.ffi.Step
import dev.errand.ffi.ToolAct
import dev.errand.ffi.ToolEvent
import dev.errand.ffi.ToolInput
import dev.errand.ffi.ToolStep
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A read, a write that needs no yes, and one that needs one. */
private const val READ = "下一首歌"
private const val WRITE = "跟妈妈说我到家了"
private const val TOOL = """{"miniTool":1,"id":"x","title":{"en":"Notes"},"language":"en",
"state":[{"name":"what","label":{"en":"Text"},"type":"text"}],
"view":[{"id":"what","part":"field","of":"what"},{"id":"go","part":"button","of":"keep"}],
"actions":[{"name":"keep","label":{"en":"Keep"},
"steps":[{"do":"call","service":"app.notes","capability":"createNote","arguments":[{"name":"text","to":"what"}]}]}]}"""

/** Has the demo services carry out calls and agrees to everything. */
internal open class DemoHost(private val stage: Stage) : AppHost {
    override suspend fun call(call: Call): CallResult = Demo.carryOut(call, stage.now)
    override suspend fun open(call: Call): CallResult = Demo.carryOut(call, stage.now)
    override suspend fun ask(question: Question): Answer = Answer.Yes(isAuthenticated = true)
}

class DriverTest {
    private fun run(stage: Stage, said: String, host: AppHost) =
        runBlocking { stage.assistant.run(said, host, stage.approver, stage.context, clock = stage::moment) }

    @Test
    fun `a sentence becomes calls, a yes and an end, in both languages`() = Stage().use { stage ->
        for (said in listOf(WRITE, "tell Mom that I am home", "跟Mom说我到家了")) {
            val ending = run(stage, said, DemoHost(stage))
            assertEquals(listOf(ActOutcome.COMPLETED), ending.results.map { it.outcome }, said)
        }
    }

    @Test
    fun `without an approver nothing that needs a yes is done`() = Stage().use { stage ->
        val calls = AtomicInteger()
        val host = object : DemoHost(stage) {
            override suspend fun call(call: Call): CallResult {
                if (call.capability == "sendMessage") calls.incrementAndGet()
                return super.call(call)
            }
        }
        val ending = runBlocking { stage.assistant.run(WRITE, host, null, stage.context, clock = stage::moment) }
        assertEquals(0, calls.get())
        assertTrue(ending.results.none { it.outcome == ActOutcome.COMPLETED })
    }

    @Test
    fun `a tool is shown, touched and left`() = Stage().use { stage ->
        fun touch(part: String, act: ToolAct) = Answer.Touch(ToolInput(ToolEvent(part, act)))
        val answers = ArrayDeque(
            listOf(touch("nothing", ToolAct.Press), touch("what", ToolAct.Enter("milk")), touch("go", ToolAct.Press), Answer.Say("call it Shopping"), Answer.Cancel),
        )
        val host = object : DemoHost(stage) {
            override suspend fun show(tool: ToolStep): Answer = answers.removeFirst()
        }
        val tool = stage.assistant.saveTool(TOOL, stage.moment)
        assertEquals(listOf(tool to "Notes"), stage.assistant.tools().map { it.id to it.title.en })
        fun open(host: AppHost) = runBlocking { stage.assistant.openTool(tool, host, stage.approver, stage.context, clock = stage::moment).toList() }
        val seen = open(host)
        val shown = seen.filterIsInstance<Step.Tool>().map { it.tool }
        assertEquals(listOf("Notes", "Notes", "Notes", "Shopping"), shown.map { it.screen.title })
        assertEquals(listOf(ActOutcome.COMPLETED), shown[2].results.map { it.outcome })
        assertTrue(seen.any { it is Step.NeedsConfirmation }, "what a tool holds is confirmed")
        assertInstanceOf(Step.Completed::class.java, seen.last())
        // A host that draws none leaves it.
        assertInstanceOf(Step.Completed::class.java, open(DemoHost(stage)).last())
        assertEquals(2, stage.assistant.tool(tool).size)
        assertTrue(stage.assistant.deleteTool(tool, stage.moment) && !stage.assistant.deleteTool(tool, stage.moment))
        assertThrows(ErrandException.InvalidInput::class.java) { open(DemoHost(stage)) }
        Unit
    }

    /** Exceptions and errors, `TODO()` among them: nobody knows what came of the call, and it is made once. */
    @Test
    fun `a host that throws leaves the outcome unknown and is not called again`() = Stage().use { stage ->
        for (thrown in listOf(IllegalStateException("no"), NotImplementedError("later"), AssertionError("oops"), OutOfMemoryError("full"))) {
            val sends = AtomicInteger()
            val told = mutableListOf<Throwable?>()
            val host = object : DemoHost(stage) {
                override suspend fun call(call: Call): CallResult {
                    if (call.capability != "sendMessage") return super.call(call)
                    sends.incrementAndGet()
                    throw thrown
                }

                override fun failed(call: Call, error: Throwable?) {
                    told += error
                }
            }
            val ending = run(stage, WRITE, host)
            assertEquals(1, sends.get())
            assertEquals(listOf<Throwable?>(thrown), told)
            assertTrue(ending.results.none { it.outcome == ActOutcome.COMPLETED }, ending.message)
        }
    }

    @Test
    fun `an answer that never fits ends in the refusal, and the turn stays open`() = Stage().use { stage ->
        val asked = AtomicInteger()
        val host = object : DemoHost(stage) {
            override suspend fun ask(question: Question): Answer = Answer.Choose("nothing").also { asked.incrementAndGet() }
        }
        assertThrows(ErrandException.InvalidInput::class.java) { run(stage, WRITE, host) }
        assertEquals(4, asked.get())
        assertEquals(1, stage.assistant.openTurns().size)
    }

    @Test
    fun `a host that never answers costs the call's limit`() = Stage().use { stage ->
        val blocked = CountDownLatch(1)
        for (hang in listOf<suspend () -> Unit>({ awaitCancellation() }, { blocked.await() })) {
            val host = object : DemoHost(stage) {
                override suspend fun call(call: Call): CallResult {
                    hang()
                    error("never")
                }
            }
            val ending = runBlocking { stage.assistant.run(READ, host, stage.approver, stage.context, clock = stage::moment) }
            assertTrue(ending.results.none { it.outcome == ActOutcome.COMPLETED }, ending.message)
        }
        blocked.countDown()
    }

    @Test
    fun `a cancelled collector leaves the turn open, and it goes on by its id`() = Stage().use { stage ->
        val asked = CompletableDeferred<Unit>()
        val host = object : DemoHost(stage) {
            override suspend fun ask(question: Question): Answer {
                asked.complete(Unit)
                awaitCancellation()
            }
        }
        runBlocking {
            val job = launch { stage.assistant.run(WRITE, host, stage.approver, stage.context, clock = stage::moment) }
            asked.await()
            job.cancel()
            job.join()
            assertTrue(job.isCancelled)
            val open = stage.assistant.openTurns().single()
            stage.restart()
            val steps = stage.assistant.resume(open, DemoHost(stage), stage.approver, clock = stage::moment).toList()
            assertInstanceOf(Step.Completed::class.java, steps.last())
            assertTrue(stage.assistant.openTurns().isEmpty())
        }
    }

    /** The write left, and the process died before its answer: it is not made again. */
    @Test
    fun `a write that was cut off is of unknown outcome after a restart`() = Stage().use { stage ->
        val called = CompletableDeferred<Unit>()
        val host = object : DemoHost(stage) {
            override suspend fun call(call: Call): CallResult {
                if (call.capability != "sendMessage") return super.call(call)
                called.complete(Unit)
                awaitCancellation()
            }
        }
        runBlocking {
            val job = launch { stage.assistant.run(WRITE, host, stage.approver, stage.context, clock = stage::moment) }
            called.await()
            job.cancel()
            job.join()
            val open = stage.assistant.openTurns().single()
            stage.restart()
            val sends = AtomicInteger()
            val counting = object : DemoHost(stage) {
                override suspend fun call(call: Call): CallResult {
                    if (call.capability == "sendMessage") sends.incrementAndGet()
                    return super.call(call)
                }
            }
            val last = stage.assistant.resume(open, counting, stage.approver, clock = stage::moment).toList().last()
            assertEquals(0, sends.get())
            assertTrue(last !is Step.Completed, "$last")
        }
    }

    @Test
    fun `neither the library nor the host works on the collector's thread`() = Stage().use { stage ->
        Executors.newSingleThreadExecutor { Thread(it, "main-like") }.asCoroutineDispatcher().use { mainLike ->
            val threads = mutableSetOf<String>()
            val host = object : DemoHost(stage) {
                override suspend fun call(call: Call): CallResult {
                    threads += Thread.currentThread().name
                    return super.call(call)
                }
            }
            runBlocking(mainLike) { stage.assistant.run(READ, host, stage.approver, stage.context, clock = stage::moment) }
            assertTrue(threads.isNotEmpty() && threads.none { it.startsWith("main-like") }, "$threads")
        }
    }

    @Test
    fun `closing twice is harmless, and what is closed says so`() {
        Stage().use { stage ->
            val turn = stage.assistant.begin(Context())
            turn.close()
            turn.close()
            assertThrows(IllegalStateException::class.java) { turn.id() }
            // An assistant may be closed before its turns: they hold what they need.
            val other = stage.assistant.begin(Context())
            val extra = Assistant.open(bundle, ":memory:")
            val orphan = extra.begin(Context())
            extra.close()
            extra.close()
            assertThrows(IllegalStateException::class.java) { extra.services() }
            assertInstanceOf(Step.Unsupported::class.java, orphan.advance(Event.Said("放首歌"), stage.moment))
            other.close()
            orphan.close()
        }
    }

    @Test
    fun `two threads take turns at one turn, and only one of them answers its question`() = Stage().use { stage ->
        val turn = stage.assistant.begin(stage.context)
        turn.advance(Event.Said(READ), stage.moment)
        val accepted = AtomicInteger()
        val refused = AtomicInteger()
        val threads = List(2) {
            Thread {
                try {
                    turn.advance(Event.Cancelled, stage.moment)
                    accepted.incrementAndGet()
                } catch (_: ErrandException.InvalidInput) {
                    refused.incrementAndGet()
                }
            }.apply { start() }
        }
        threads.forEach { it.join() }
        assertEquals(1 to 1, accepted.get() to refused.get())
    }

    @Test
    fun `an answer that does not fit is asked for again`() = Stage().use { stage ->
        val answers = ArrayDeque(listOf(Answer.Choose("nothing"), Answer.Provide("{"), Answer.Yes(isAuthenticated = true)))
        val host = object : DemoHost(stage) {
            override suspend fun ask(question: Question): Answer = answers.removeFirst()
        }
        assertEquals(listOf(ActOutcome.COMPLETED), run(stage, WRITE, host).results.map { it.outcome })
    }

    @Test
    fun `a cancellation as the host answers makes nothing happen twice`() = Stage().use { stage ->
        val sends = AtomicInteger()
        runBlocking {
            lateinit var job: kotlinx.coroutines.Job
            val host = object : DemoHost(stage) {
                override suspend fun call(call: Call): CallResult {
                    val result = super.call(call)
                    if (call.capability == "sendMessage") {
                        sends.incrementAndGet()
                        job.cancel()
                    }
                    return result
                }
            }
            job = launch(kotlinx.coroutines.Dispatchers.Default) {
                stage.assistant.run(WRITE, host, stage.approver, stage.context, clock = stage::moment)
            }
            job.join()
            for (open in stage.assistant.openTurns()) {
                val last = stage.assistant.resume(open, host, stage.approver, clock = stage::moment).toList().last()
                assertTrue(last is Step.Completed || last is Step.UnknownOutcome, "$last")
            }
            assertEquals(1, sends.get())
        }
    }

    @Test
    fun `moments have zones with names`() {
        assertEquals("Asia/Shanghai", stageZone("2026-11-25T09:30:00+08:00[Asia/Shanghai]"))
        assertEquals("Etc/GMT-8", stageZone("2026-11-25T09:30:00+08:00"))
        assertEquals("UTC", stageZone("2026-11-25T09:30:00Z"))
        assertThrows(IllegalArgumentException::class.java) { stageZone("2026-11-25T09:30:00+05:30") }
    }

    private fun stageZone(text: String) = moment(java.time.ZonedDateTime.parse(text)).zone

    @Test
    fun `an approval is worth one use`() = Stage().use { stage ->
        val turn = stage.assistant.begin(stage.context)
        var step = turn.advance(Event.Said(WRITE), stage.moment)
        while (step is Step.Call) step = turn.advance(Event.CallDone(step.call.key, Demo.carryOut(step.call, stage.now)), stage.moment)
        val interrupt = checkNotNull(step.question).interrupt
        val approval = stage.approver.approve(turn, interrupt.id, true, stage.moment)
        val call = turn.advance(Event.Approved(approval), stage.moment)
        assertInstanceOf(Step.Call::class.java, call)
        assertThrows(ErrandException.InvalidInput::class.java) { turn.advance(Event.Approved(approval), stage.moment) }
        assertThrows(ErrandException.InvalidInput::class.java) { stage.approver.approve(turn, "i0", true, stage.moment) }
        assertNull(stage.assistant.takeApprover())
        assertNotEquals(0, stage.assistant.ledger().size)
        assertNull(stage.assistant.brokenLedgerEntry())
    }
}
