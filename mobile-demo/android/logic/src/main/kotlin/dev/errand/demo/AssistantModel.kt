// The assistant's view model: what was said, what waits for the person, and the app's side of every step.
//
// Decides what is shown and when; what a step means is the core's, what a service answers the services'. Knows no Android: a screen collects `state` and
// calls the methods.
//
// Invariant: a yes comes from `agree` alone, which the confirmation's own surface calls.

package dev.errand.demo

import dev.errand.Answer
import dev.errand.AppHost
import dev.errand.Question
import dev.errand.ending
import dev.errand.ffi.Call
import dev.errand.ffi.CallResult
import dev.errand.ffi.Context
import dev.errand.ffi.ErrandException
import dev.errand.ffi.Event
import dev.errand.ffi.Language
import dev.errand.ffi.Location
import dev.errand.ffi.Moment
import dev.errand.ffi.SelectedItem
import dev.errand.ffi.Step
import dev.errand.ffi.Tier
import dev.errand.ffi.ToolInput
import dev.errand.ffi.ToolStep
import dev.errand.moment
import dev.errand.openTool
import dev.errand.resume
import dev.errand.steps
import java.time.ZonedDateTime
import java.util.Locale
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.update
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** Who an entry of the conversation is from. */
public enum class Speaker { PERSON, ASSISTANT, NOTE }

/** One entry of the conversation. */
public data class Entry(val from: Speaker, val text: String, val results: List<ResultCard> = emptyList(), val nearest: List<String> = emptyList())

/** Everything that the assistant's sheet draws. */
public data class AssistantState(
    val entries: List<Entry> = emptyList(),
    /** What waits for the person. */
    val card: Card? = null,
    /** What is being done; none while nothing is. */
    val progress: String? = null,
    /** What was selected before the sheet was opened; goes along with the next sentence, once. */
    val items: List<SelectedItem> = emptyList(),
    val isBusy: Boolean = false,
)

/** The view model. [scope] outlives configuration changes, as a `viewModelScope` does. */
public class AssistantModel(
    private val errands: Errands,
    private val services: Services,
    private val language: AppLanguage,
    private val scope: CoroutineScope,
    private val location: () -> Location?,
    private val clock: () -> ZonedDateTime = ZonedDateTime::now,
    private val share: (String) -> Unit = {},
    private val failed: (Call, Throwable?) -> Unit = { _, _ -> },
) {
    private val cards = Cards(services, language)
    private val shown = MutableStateFlow(AssistantState())
    private var job: Job? = null
    private var turn: String? = null

    /** What the host waits for: the answer to the question, the page or the tool that is shown. */
    private var waiting: CompletableDeferred<Answer>? = null

    public val state: StateFlow<AssistantState> = shown

    /** Opens the sheet about something that was pressed, shared or is read. */
    public fun about(items: List<SelectedItem>): Unit = shown.update { it.copy(items = items) }

    /**
     * The person says something: a new wish, or an answer to what is open. False, and nothing is lost, where it can't be taken now: while a call is out, and
     * on a service's own page.
     */
    public fun say(text: String): Boolean {
        val said = text.trim()
        val now = shown.value
        if (said.isEmpty() || now.card is Card.Page || (now.isBusy && now.card == null)) return false
        val items = now.items
        shown.update { it.copy(entries = it.entries + Entry(Speaker.PERSON, said), items = emptyList()) }
        // What was selected begins an errand of its own; the one before stays open.
        if (items.isEmpty() && answered(Answer.Say(said))) return true
        val context = Context(language = if (language == AppLanguage.ZH) Language.ZH else Language.EN, location = location(), items = items, locale = Locale.getDefault().toLanguageTag())
        run { errands.assistant.steps(said, host, errands.approver, context, clock = ::now) }
        return true
    }

    /** Taps an option of the question that is shown. */
    public fun choose(option: String) {
        val card = shown.value.card as? Card.Options ?: return
        val title = card.options.firstOrNull { it.id == option }?.title ?: return
        if (answered(Answer.Choose(option))) tell(Entry(Speaker.PERSON, title))
    }

    /** Fills in the field that is shown; [json] fits its kind, [words] is how it reads. */
    public fun provide(json: String, words: String) {
        if (shown.value.card is Card.Field && answered(Answer.Provide(json))) tell(Entry(Speaker.PERSON, words))
    }

    /**
     * The person's yes to the confirmation [interrupt], from its own surface. Nothing happens when another one is shown by now.
     * [isAuthenticated]: the device has just checked that its owner is there; without it nothing that needs the owner is agreed to.
     */
    public fun agree(interrupt: String, isAuthenticated: Boolean): Boolean {
        val card = shown.value.card as? Card.Confirmation ?: return false
        if (card.interrupt != interrupt || (card.needsOwner && !isAuthenticated)) return false
        return answered(Answer.Yes(isAuthenticated))
    }

    /** The person's no to the confirmation [interrupt]. */
    public fun decline(interrupt: String): Boolean =
        (shown.value.card as? Card.Confirmation)?.interrupt == interrupt && answered(Answer.Decline)

    /** Back from a service's page, finished or not. */
    public fun returned(isDone: Boolean) {
        if (shown.value.card is Card.Page) answered(if (isDone) Answer.Yes(false) else Answer.Decline)
    }

    /** Touches the mini-tool that is shown. */
    public fun touch(input: ToolInput) {
        if (shown.value.card is Card.Tool) answered(Answer.Touch(input))
    }

    /** Opens a kept mini-tool; false while a call is out. */
    public fun openTool(tool: String): Boolean {
        if (shown.value.let { it.card is Card.Page || (it.isBusy && it.card == null) }) return false
        run { errands.assistant.openTool(tool, host, errands.approver, clock = ::now) }
        return true
    }

    /** Ends what is open. A call that is out is not waited for: what came of it is the core's to judge. */
    public fun cancel() {
        if (answered(Answer.Cancel)) return
        val running = job ?: return
        job = scope.launch {
            running.cancelAndJoin()
            val id = turn ?: return@launch
            val isDone = settled {
                val last = withContext(Dispatchers.IO) {
                    errands.assistant.resume(id, now()).let { resumed -> resumed.turn.use { if (resumed.step.ending != null) resumed.step else it.advance(Event.Cancelled, now()) } }
                }
                ended(last)
            }
            if (isDone) takeUp()
        }
    }

    /** Goes on with the turn that was open when the process ended; answers whether there was one. Call it off the main thread: the core is asked. */
    public fun goOn(): Boolean = goOn(errands.openTurn())

    private fun goOn(id: String?): Boolean {
        if (id == null) return false
        tell(Entry(Speaker.NOTE, Word.GOING_ON.text(language)))
        run { errands.assistant.resume(id, host, errands.approver, clock = ::now) }
        return true
    }

    /** Runs a turn beside which no other runs: the one before stays open in the database and can be gone on with. */
    private fun run(steps: suspend () -> Flow<Step>) {
        val before = job
        job = scope.launch {
            before?.cancelAndJoin()
            turn = null
            val isDone = settled {
                steps().collect { step ->
                    turn = step.turnId ?: turn
                    progress(step)
                    if (step.ending != null) ended(step)
                }
            }
            if (isDone) takeUp()
        }
    }

    /** Under a turn that has ended well another one may wait: its question is asked again. After a failure nothing goes on by itself. */
    private suspend fun takeUp() {
        val open = withContext(Dispatchers.IO) { errands.openTurn() }
        if (waiting == null) goOn(open)
    }

    /** Whatever comes of it, nothing is busy afterwards, and the person is told where the library failed; whether it went well. */
    private suspend fun settled(work: suspend () -> Unit): Boolean {
        shown.update { it.copy(isBusy = true) }
        try {
            work()
            return true
        } catch (cancelled: CancellationException) {
            throw cancelled
        } catch (refused: ErrandException) {
            tell(Entry(Speaker.NOTE, Word.FAILED.text(language)))
            return false
        } finally {
            shown.update { it.copy(isBusy = false, progress = null, card = null) }
        }
    }

    private fun progress(step: Step) {
        val calls = when (step) {
            is Step.Call -> listOf(step.call)
            is Step.Calls -> step.calls
            else -> emptyList()
        }
        val isReading = calls.size > 1 || calls.any { it.isProbe || it.tier <= Tier.T1 }
        val what = calls.map { "${services.name(it.service, language)} · ${services.title(it, language)}" }.distinct().joinToString()
        shown.update { it.copy(progress = what.ifEmpty { null }?.let { own -> "${(if (isReading) Word.ASKING else Word.DOING).text(language)}: $own" }) }
    }

    private fun ended(step: Step) {
        val ending = step.ending ?: return
        turn = null
        tell(Entry(Speaker.ASSISTANT, ending.message, ending.results.mapNotNull(cards::of), ending.nearest))
    }

    private fun tell(entry: Entry) = shown.update { it.copy(entries = it.entries + entry) }

    private fun now(): Moment = moment(clock())

    /** Answers what is waited for; false where nothing is. */
    @Synchronized
    private fun answered(answer: Answer): Boolean {
        val open = waiting ?: return false
        waiting = null
        shown.update { it.copy(card = null) }
        return open.complete(answer)
    }

    /** Shows a card, and waits for the person. */
    private suspend fun shows(card: Card, vararg entries: Entry): Answer {
        val answer = CompletableDeferred<Answer>()
        synchronized(this) { waiting = answer }
        shown.update { it.copy(card = card, progress = null, entries = it.entries + entries) }
        try {
            return answer.await()
        } finally {
            synchronized(this) { if (waiting === answer) waiting = null }
        }
    }

    private val host = object : AppHost {
        override suspend fun call(call: Call): CallResult = services.carryOut(call)

        override suspend fun open(call: Call): CallResult = when (shows(cards.page(call))) {
            is Answer.Yes -> services.carryOut(call)
            else -> services.leftCode(call)?.let { CallResult.Failure(it) } ?: CallResult.TimedOut
        }

        override suspend fun ask(question: Question): Answer = shows(cards.of(question), Entry(Speaker.ASSISTANT, question.interrupt.message))

        override suspend fun show(tool: ToolStep): Answer {
            val told = listOf(tool.message) + tool.edits.filter { it !in tool.message } + tool.unclear.map { "${Word.UNCLEAR.text(language)}: $it" }
            val text = told.filter { it.isNotEmpty() }.joinToString("\n")
            tool.shared?.let(share)
            val results = tool.results.mapNotNull(cards::of)
            return if (text.isEmpty() && results.isEmpty()) shows(Card.Tool(tool)) else shows(Card.Tool(tool), Entry(Speaker.ASSISTANT, text, results))
        }

        override fun failed(call: Call, error: Throwable?) = this@AssistantModel.failed(call, error)
    }
}

private val Step.turnId: String?
    get() = when (this) {
        is Step.Call -> call.turn
        is Step.Calls -> calls.firstOrNull()?.turn
        is Step.Handoff -> call.turn
        is Step.NeedsValue -> interrupt.turn
        is Step.NeedsDisambiguation -> interrupt.turn
        is Step.NeedsConfirmation -> interrupt.turn
        is Step.NeedsConsent -> interrupt.turn
        is Step.NeedsAuthentication -> interrupt.turn
        is Step.Tool -> tool.turn
        else -> null
    }
