// The app's services: what a real app has backends and stores for.
//
// Decides how a call reaches them, and that their state outlives the process. What they answer is the demo services' matter.

package dev.errand.demo

import dev.errand.demo.services.DemoAnswer
import dev.errand.demo.services.DemoServices
import dev.errand.ffi.Call
import dev.errand.ffi.CallResult
import dev.errand.ffi.InvokeKind
import dev.errand.ffi.ListEntry
import dev.errand.ffi.LocalText
import java.io.File
import java.time.ZonedDateTime
import java.time.format.DateTimeFormatter
import java.util.UUID
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** The services with their state; [kept] is where that is written, so that an order is still there after the app was killed. */
public class Services(folder: File, private val kept: File, private val clock: () -> ZonedDateTime) {
    private val demo = DemoServices.load(folder.path, clock().format(MINUTE))
    private val tables = MutableStateFlow(JsonObject(emptyMap()))

    /** How long each call takes, for seeing what the app does meanwhile. */
    public var slowness: Long = 0

    /** All tables by service; a new value after every call. */
    public val state: StateFlow<JsonObject> = tables

    init {
        if (kept.isFile) demo.restore(kept.readText())
        publish()
    }

    public val manifests: List<String> get() = demo.manifests()

    /** The app's own lists but the contacts, which are the platform's. */
    public fun lists(): Map<String, List<ListEntry>> = demo.lists().associate { list ->
        list.name to Json.parseToJsonElement(list.entries).jsonArray.map { entry(it.jsonObject) }
    }

    /** Carries out a call of the assistant. */
    public suspend fun carryOut(call: Call): CallResult {
        val answer = ask(call.service, if (call.isProbe) call.target else call.capability, call.arguments, call.key)
        // It took effect already: whoever cancels now cannot know.
        if (slowness > 0 && call.invoke != InvokeKind.HOST) delay(slowness)
        return when (answer) {
            is DemoAnswer.Success -> CallResult.Success(answer.output)
            is DemoAnswer.Failure -> CallResult.Failure(answer.code)
            DemoAnswer.TimedOut -> CallResult.TimedOut
        }
    }

    /** What the person does in an app by hand, without the assistant; the error code where it did not work. */
    public fun byHand(service: String, capability: String, arguments: JsonObject): String? =
        when (val answer = ask(service, capability, arguments.toString(), "hand-${UUID.randomUUID()}")) {
            is DemoAnswer.Success -> null
            is DemoAnswer.Failure -> answer.code
            DemoAnswer.TimedOut -> "TIMEOUT"
        }

    /** The rows of a table. */
    public fun rows(service: String, table: String): List<JsonObject> =
        (state.value[service]?.jsonObject?.get(table) as? JsonArray).orEmpty().map { it.jsonObject }

    /** The code by which a service's page says that the person left it unfinished, if it has one. */
    public fun leftCode(call: Call): String? = capability(call)?.get("errors")?.jsonArray.orEmpty()
        .map { it.jsonObject }
        .firstOrNull { it["class"]?.jsonPrimitive?.content == "denied" }
        ?.get("code")?.jsonPrimitive?.content

    /** The name of a service. */
    public fun name(service: String, language: AppLanguage): String =
        manifest(service)?.get("service")?.jsonObject?.get("name")?.jsonObject.local(language) ?: service

    /** What a capability is called. */
    public fun title(call: Call, language: AppLanguage): String = capability(call)?.get("title")?.jsonObject.local(language) ?: call.capability

    @Synchronized
    private fun ask(service: String, function: String, arguments: String, key: String): DemoAnswer {
        val answer = demo.call(service, function, arguments, key, clock().format(MINUTE))
        publish()
        return answer
    }

    private fun publish() {
        val text = demo.state()
        tables.value = Json.parseToJsonElement(text).jsonObject
        // All of it or nothing: a file that was cut short would lose every order.
        val part = File(kept.path + ".part")
        part.writeText(text)
        check(part.renameTo(kept)) { "the services' state cannot be kept" }
    }

    private val parsed by lazy { manifests.map { Json.parseToJsonElement(it).jsonObject } }

    private fun manifest(service: String) = parsed.firstOrNull { it["service"]?.jsonObject?.get("id")?.jsonPrimitive?.content == service }

    private fun capability(call: Call) = manifest(call.service)?.get("capabilities")?.jsonArray?.map { it.jsonObject }
        ?.firstOrNull { it["id"]?.jsonPrimitive?.content == call.capability }

    private fun entry(from: JsonObject): ListEntry {
        val note = from["note"] as? JsonObject
        return ListEntry(
            id = from.getValue("id").jsonPrimitive.content,
            name = from.getValue("name").jsonPrimitive.content,
            aliases = (from["aliases"] as? JsonArray).orEmpty().map { it.jsonPrimitive.content },
            note = note?.let { LocalText(zh = it.text("zh-CN"), en = it.text("en")) },
        )
    }

    private companion object {
        val MINUTE: DateTimeFormatter = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm")
    }
}

/** A text of a record; empty where it has none. */
public fun JsonObject.text(name: String): String = (get(name) as? kotlinx.serialization.json.JsonPrimitive)?.content.orEmpty()

private fun JsonObject?.local(language: AppLanguage): String? = this?.text(if (language == AppLanguage.ZH) "zh-CN" else "en")?.ifEmpty { null }
