// What the assistant's sheet draws for each step: plain data that any screen toolkit can show, and tests can read.
//
// Decides which step becomes which card; what a card says is the core's.

package dev.errand.demo

import dev.errand.Question
import dev.errand.ffi.ActOutcome
import dev.errand.ffi.ActResult
import dev.errand.ffi.Call
import dev.errand.ffi.ChoiceOption
import dev.errand.ffi.ConstraintKind
import dev.errand.ffi.Interrupt
import dev.errand.ffi.Kept
import dev.errand.ffi.Preview
import dev.errand.ffi.PreviewRow
import dev.errand.ffi.Tier
import dev.errand.ffi.ToolStep
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** What waits for the person, to be drawn below the conversation. */
public sealed interface Card {
    /** Options to tap; words are taken too. */
    public data class Options(val interrupt: String, val options: List<ChoiceOption>) : Card

    /** A field to fill in; words are taken too. */
    public data class Field(val interrupt: String, val kind: FieldKind, val minimum: Long?, val maximum: Long?) : Card

    /** Everything that a yes is to. It belongs on a surface of its own that only a finger reaches. */
    public data class Confirmation(
        val interrupt: String,
        val title: String,
        val service: String,
        val rows: List<Row>,
        val also: List<Also>,
        val sum: String?,
        val payee: String?,
        val consent: String?,
        val next: List<String>,
        /** What is asked: to do it, to let the service have data, or that the owner is there. */
        val asks: Asks,
        /** Whether the device must check its owner before a yes counts. */
        val needsOwner: Boolean,
    ) : Card

    /** A service's own page, until the person comes back. */
    public data class Page(val service: String, val title: String, val lines: List<Line>, val sum: String?) : Card

    /** A mini-tool. */
    public data class Tool(val step: ToolStep) : Card
}

/** What a confirmation asks. */
public enum class Asks { ACT, DATA, OWNER }

/** How a field is filled in. */
public enum class FieldKind { TEXT, NUMBER, DATE, TIME, DATE_TIME, YES_NO }

/** A row of a confirmation; [origin] says where a value came from that the person did not say. */
public data class Row(val label: String, val value: String, val origin: String?)

/** Another act that the same yes covers. */
public data class Also(val title: String, val service: String, val rows: List<Row>)

/** A result that is shown as a card: values that are never said aloud. */
public data class ResultCard(val service: String, val title: String, val lines: List<Line>, val items: List<Item>, val undo: String?)

/** One of several records of a result. */
public data class Item(val title: String, val detail: String, val constraints: List<Constraint>, val lines: List<Line>)

/** A constraint and whether a record keeps it. */
public data class Constraint(val kind: ConstraintKind, val kept: Kept)

/** Makes cards in a language. */
public class Cards(private val services: Services, private val language: AppLanguage) {
    private val records = Records(language)

    /** The card of a question. */
    public fun of(question: Question): Card = when (question) {
        is Question.Value, is Question.Disambiguation -> choiceOrField(question.interrupt)
        is Question.Confirmation -> confirmation(question.interrupt, Asks.ACT)
        is Question.Consent -> confirmation(question.interrupt, Asks.DATA)
        is Question.Authentication -> confirmation(question.interrupt, Asks.OWNER)
    }

    private fun choiceOrField(interrupt: Interrupt): Card {
        if (interrupt.options.isNotEmpty()) return Card.Options(interrupt.id, interrupt.options)
        val schema = Json.parseToJsonElement(interrupt.responseSchema).jsonObject
        val kind = when (schema.text("format")) {
            "date" -> FieldKind.DATE
            "time" -> FieldKind.TIME
            "date-time" -> FieldKind.DATE_TIME
            else -> when (schema.text("type")) {
                "integer", "number" -> FieldKind.NUMBER
                "boolean" -> FieldKind.YES_NO
                else -> FieldKind.TEXT
            }
        }
        fun limit(name: String) = schema[name]?.jsonPrimitive?.content?.toLongOrNull()
        return Card.Field(interrupt.id, kind, limit("minimum"), limit("maximum"))
    }

    private fun confirmation(interrupt: Interrupt, asks: Asks): Card {
        val preview: Preview? = interrupt.preview
        return Card.Confirmation(
            interrupt = interrupt.id,
            title = preview?.title ?: interrupt.message,
            service = preview?.service.orEmpty(),
            rows = preview?.rows.orEmpty().map(::row),
            also = preview?.lines.orEmpty().map { Also(it.title, it.service, it.rows.map(::row)) },
            sum = preview?.amount?.let { records.sum(it.minor, it.currency) },
            payee = preview?.payee,
            consent = preview?.consent,
            next = preview?.next.orEmpty(),
            asks = asks,
            needsOwner = asks == Asks.OWNER || preview?.tier == Tier.T4,
        )
    }

    private fun row(from: PreviewRow) = Row(from.label, from.value, from.origin ?: Word.ASSUMED.text(language).takeIf { from.isAssumed })

    /** The page of a hand-over: about the record of its service that carries one of the values of the query. */
    public fun page(call: Call): Card.Page {
        val values = Json.parseToJsonElement(call.arguments).jsonObject.values.map { it.jsonPrimitive.content }
        val tables = services.state.value[call.service]?.jsonObject?.values.orEmpty().filterIsInstance<JsonArray>()
        val record = tables.flatMap { table -> table.map { it.jsonObject } }.lastOrNull { row ->
            row.any { (name, value) -> name.endsWith("Id") && value.jsonPrimitive.content in values }
        }
        val sum = (record?.get("total") ?: record?.get("amount"))?.let { records.shown(it) }
        return Card.Page(services.name(call.service, language), record?.let { records.field(it, "name") } ?: services.title(call, language), record?.let { records.lines(it) }.orEmpty(), sum)
    }

    /** The card of a result, if it has anything to show. */
    public fun of(result: ActResult): ResultCard? {
        val undo = result.undo?.takeIf { result.outcome == ActOutcome.COMPLETED }
        val service = services.name(result.service, language)
        if (result.found.isNotEmpty()) {
            val items = result.found.map { found -> Item(found.title, found.detail, found.constraints.map { Constraint(it.kind, it.kept) }, emptyList()) }
            return ResultCard(service, "", emptyList(), items.take(MAX_ITEMS), undo)
        }
        val output = result.output?.takeIf { result.card != null }?.let { Json.parseToJsonElement(it) as? JsonObject }
        if (output == null) return undo?.let { ResultCard(service, "", emptyList(), emptyList(), it) }
        val list = output.values.filterIsInstance<JsonArray>().firstOrNull { all -> all.all { it is JsonObject } }
        val items = list.orEmpty().map { it.jsonObject }.take(MAX_ITEMS).map { Item(records.field(it, "name"), "", emptyList(), records.lines(it)) }
        return ResultCard(service, records.field(output, "name"), if (list == null) records.lines(output) else emptyList(), items, undo)
    }

    private companion object {
        /** Records of one card; the app's own screen shows the rest. */
        const val MAX_ITEMS = 5
    }
}
