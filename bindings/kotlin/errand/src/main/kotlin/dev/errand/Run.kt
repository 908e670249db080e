// Drives a turn: carries out its steps with a host until it ends.
//
// Decides what happens when a host throws, never answers or is cancelled. What a step means is the core's matter.

package dev.errand

import dev.errand.ffi.Approver
import dev.errand.ffi.Assistant
import dev.errand.ffi.Call
import dev.errand.ffi.CallDone
import dev.errand.ffi.CallResult
import dev.errand.ffi.Context
import dev.errand.ffi.Ending
import dev.errand.ffi.ErrandException
import dev.errand.ffi.Event
import dev.errand.ffi.Interrupt
import dev.errand.ffi.Moment
import dev.errand.ffi.Step
import dev.errand.ffi.ToolStep
import dev.errand.ffi.Turn
import java.time.ZoneOffset
import java.time.ZonedDateTime
import kotlin.coroutines.CoroutineContext
import kotlin.math.abs
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.last
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull

/** Does what a sentence asks for, and says how it ended. May be called from the main thread. See [steps] for what the parameters are. */
public suspend fun Assistant.run(
    utterance: String,
    host: AppHost,
    approver: Approver? = null,
    context: Context = Context(),
    background: CoroutineContext = Dispatchers.IO,
    clock: () -> Moment = ::now,
): Ending = checkNotNull(steps(utterance, host, approver, context, background, clock).last().ending) { "a turn ends with an ending" }

/**
 * The steps of a turn, each carried out with [host] before the next is asked for.
 *
 * Nothing runs before the flow is collected, and each collection is a turn of its own. When the collector is cancelled or stops, the host's running call is
 * cancelled and the turn stays open: [Assistant.openTurns] names it and [resume] goes on with it. Answer with [Answer.Cancel] to end it.
 *
 * Without an [approver] whatever needs a yes is declined without asking. The library and the host work in [background], never on the collector's thread; a host
 * that blocks its threads for good uses them up there.
 */
public fun Assistant.steps(
    utterance: String,
    host: AppHost,
    approver: Approver? = null,
    context: Context = Context(),
    background: CoroutineContext = Dispatchers.IO,
    clock: () -> Moment = ::now,
): Flow<Step> = flow {
    withContext(background) { begin(context) }.use { turn ->
        val driver = Driver(turn, host, approver, background, clock)
        goOn(driver, driver.advance(Event.Said(utterance)))
    }
}

/** The steps of a turn that opens one of the person's mini-tools, by its id: see [Assistant.tools] for those that are kept, and [AppHost.show]. */
public fun Assistant.openTool(
    tool: String,
    host: AppHost,
    approver: Approver? = null,
    context: Context = Context(),
    background: CoroutineContext = Dispatchers.IO,
    clock: () -> Moment = ::now,
): Flow<Step> = flow {
    withContext(background) { begin(context) }.use { turn ->
        val driver = Driver(turn, host, approver, background, clock)
        goOn(driver, driver.advance(Event.ToolOpened(tool)))
    }
}

/** Goes on with a turn that was kept, by its id: after the process died, or when a collector had been cancelled. */
public fun Assistant.resume(
    turn: String,
    host: AppHost,
    approver: Approver? = null,
    background: CoroutineContext = Dispatchers.IO,
    clock: () -> Moment = ::now,
): Flow<Step> = flow {
    val resumed = withContext(background) { resume(turn, clock()) }
    resumed.turn.use { turn -> goOn(Driver(turn, host, approver, background, clock), resumed.step) }
}

private suspend fun FlowCollector<Step>.goOn(driver: Driver, first: Step) {
    var step: Step? = first
    while (step != null) {
        emit(step)
        step = driver.next(step)
    }
}

/** A moment for the core; now, when none is given. A zone that is a fixed offset has no IANA name but on the hour: others are refused. */
public fun moment(at: ZonedDateTime = ZonedDateTime.now()): Moment = Moment(at.toInstant().toEpochMilli(), ianaName(at))

private fun now(): Moment = moment()

private fun ianaName(at: ZonedDateTime): String {
    if (at.zone.normalized() !is ZoneOffset) return at.zone.id
    val hours = at.offset.totalSeconds / 3600
    require(at.offset.totalSeconds == hours * 3600) { "a moment needs a time zone with a name, not ${at.offset}" }
    return if (hours == 0) "UTC" else "Etc/GMT${if (hours > 0) "-" else "+"}${abs(hours)}"
}

/** The question of a step, if it is one. */
public val Step.question: Question?
    get() = when (this) {
        is Step.NeedsValue -> Question.Value(interrupt)
        is Step.NeedsDisambiguation -> Question.Disambiguation(interrupt)
        is Step.NeedsConfirmation -> Question.Confirmation(interrupt)
        is Step.NeedsConsent -> Question.Consent(interrupt)
        is Step.NeedsAuthentication -> Question.Authentication(interrupt)
        else -> null
    }

/** The end of a turn, if the step is one. */
public val Step.ending: Ending?
    get() = when (this) {
        is Step.Completed -> ending
        is Step.Answered -> ending
        is Step.Unsupported -> ending
        is Step.Failed -> ending
        is Step.UnknownOutcome -> ending
        is Step.Cancelled -> ending
        else -> null
    }

/** Answers that are refused one after the other before the refusal is thrown. */
private const val MAX_REFUSED = 3

private class Driver(
    private val turn: Turn,
    private val host: AppHost,
    private val approver: Approver?,
    private val background: CoroutineContext,
    private val clock: () -> Moment,
) {
    suspend fun advance(event: Event): Step = withContext(background) { turn.advance(event, clock()) }

    /** Carries a step out; the next one, or null when the turn has ended. */
    suspend fun next(step: Step): Step? = when (step) {
        is Step.Call -> done(step.call, limited(step.call, step.call.limitMs.toLong()) { host.call(step.call) })
        is Step.Calls -> allDone(step.calls)
        is Step.Handoff -> done(step.call, limited(step.call, Long.MAX_VALUE) { host.open(step.call) })
        is Step.Tool -> shown(step.tool)
        else -> step.question?.let { asked(it) }
    }

    /** Shows a mini-tool until the person has done something with it that fits. */
    private suspend fun shown(tool: ToolStep): Step {
        var refused = 0
        while (true) {
            val event = when (val answer = withContext(background) { host.show(tool) }) {
                is Answer.Touch -> Event.Tool(answer.input)
                is Answer.Say -> Event.Said(answer.text)
                Answer.Cancel -> Event.Cancelled
                else -> throw IllegalArgumentException("a mini-tool is touched, spoken to or cancelled")
            }
            try {
                return advance(event)
            } catch (refusal: ErrandException.InvalidInput) {
                if (refused++ == MAX_REFUSED) throw refusal
            }
        }
    }

    /** What came of a call is told to the core even when the collector has just been cancelled: it was done. */
    private suspend fun done(call: Call, result: CallResult): Step = withContext(NonCancellable) { advance(Event.CallDone(call.key, result)) }

    /** All of them at once, each within its own limit: one that keeps silent costs its limit and no more. */
    private suspend fun allDone(calls: List<Call>): Step {
        val results = coroutineScope {
            calls.map { call -> async { CallDone(call.key, limited(call, call.limitMs.toLong()) { host.call(call) }) } }.awaitAll()
        }
        return withContext(NonCancellable) { advance(Event.CallsDone(results)) }
    }

    /** Asks until the answer fits: one that is refused changes nothing, and the question is still open. */
    private suspend fun asked(question: Question): Step {
        if (approver == null && question !is Question.Value && question !is Question.Disambiguation) {
            return advance(Event.Declined(question.interrupt.id))
        }
        var refused = 0
        while (true) {
            val answer = withContext(background) { host.ask(question) }
            try {
                return advance(event(question.interrupt, answer))
            } catch (refusal: ErrandException.InvalidInput) {
                if (refused++ == MAX_REFUSED) throw refusal
            }
        }
    }

    private suspend fun event(interrupt: Interrupt, answer: Answer): Event = when (answer) {
        is Answer.Say -> Event.Said(answer.text)
        is Answer.Choose -> Event.Chosen(interrupt.id, answer.option)
        is Answer.Provide -> Event.Provided(interrupt.id, answer.value)
        is Answer.Yes -> when (approver) {
            null -> Event.Declined(interrupt.id)
            else -> Event.Approved(withContext(background) { approver.approve(turn, interrupt.id, answer.isAuthenticated, clock()) })
        }
        Answer.Decline -> Event.Declined(interrupt.id)
        Answer.Cancel -> Event.Cancelled
        is Answer.Touch -> throw IllegalArgumentException("a question is not touched")
    }

    /**
     * What the host answers within a limit. The host's work is no child of ours: a host that blocks its thread can't be stopped, and is left behind.
     * What it throws, errors too, means that nobody knows what came of the call.
     */
    private suspend fun limited(call: Call, limitMs: Long, work: suspend () -> CallResult): CallResult {
        val running = CoroutineScope(background + SupervisorJob()).async { runCatching { work() } }
        try {
            val result = withTimeoutOrNull(limitMs) { running.await() }
            result?.onSuccess { return it }
            currentCoroutineContext().ensureActive()
            withContext(background) { runCatching { host.failed(call, result?.exceptionOrNull()) } }
            return CallResult.TimedOut
        } finally {
            running.cancel()
        }
    }
}
