// The stage for the tests: an assistant with the demo services, and the services themselves in a process of their own.

package dev.errand

import com.fasterxml.jackson.databind.JsonNode
import com.fasterxml.jackson.databind.ObjectMapper
import dev.errand.ffi.Approver
import dev.errand.ffi.Assistant
import dev.errand.ffi.Call
import dev.errand.ffi.CallResult
import dev.errand.ffi.Context
import dev.errand.ffi.ListEntry
import dev.errand.ffi.LocalText
import dev.errand.ffi.Location
import dev.errand.ffi.Moment
import java.io.File
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.StandardCopyOption
import java.time.ZonedDateTime
import java.time.format.DateTimeFormatter

internal val json = ObjectMapper()
internal val root: Path = Path.of(System.getProperty("errand.root")).toRealPath()
internal val bundle: String = root.resolve("models/errand-zh-en").toString()

/** Wednesday 25 November 2026, half past nine in Shanghai: what the conversations take place at, if they say nothing else. */
internal val morning: ZonedDateTime = ZonedDateTime.parse("2026-11-25T09:30:00+08:00[Asia/Shanghai]")
internal val shanghai = Context(location = Location(31.2304, 121.4737, "上海"))

/** The demo services (`errand-demo-host`). */
internal object Demo {
    private val process = ProcessBuilder(Path.of(System.getProperty("errand.target"), "errand-demo-host").toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT).start()
    private val out = process.outputStream.bufferedWriter()
    private val back = process.inputStream.bufferedReader()

    @Synchronized
    fun ask(what: String, vararg fields: Pair<String, String>): JsonNode {
        out.write(json.writeValueAsString(mapOf("do" to what) + fields))
        out.newLine()
        out.flush()
        val answer = json.readTree(back.readLine())
        check(!answer.has("refused")) { answer }
        return answer
    }

    fun reset() {
        ask("reset")
    }

    fun carryOut(call: Call, now: ZonedDateTime): CallResult {
        val at = now.format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm"))
        val function = if (call.isProbe) call.target else call.capability
        val fields = arrayOf("service" to call.service, "capability" to function, "arguments" to call.arguments, "key" to call.key, "now" to at)
        val answer = ask("call", *fields)
        return when {
            answer.has("success") -> CallResult.Success(answer["success"].asText())
            answer.has("failure") -> CallResult.Failure(answer["failure"].asText())
            else -> CallResult.TimedOut
        }
    }

    val manifests: List<String> by lazy { ask("manifests")["manifests"].map { it.asText() } }

    val lists: Map<String, List<ListEntry>> by lazy {
        ask("lists")["lists"].properties().associate { (name, entries) -> name to entries.map(::entry) }
    }

    private fun entry(node: JsonNode) = ListEntry(
        node["id"].asText(),
        node["name"].asText(),
        node["aliases"]?.map { it.asText() }.orEmpty(),
        node["note"]?.takeIf { !it.isNull }?.let { LocalText(it["zh-CN"]?.asText().orEmpty(), it["en"]?.asText().orEmpty()) },
    )
}

/** An assistant over a copy of a database that was filled once. */
internal class Stage : AutoCloseable {
    private val folder: Path = Files.createTempDirectory("errand")
    private val database: Path = folder.resolve("errand.db")
    var now: ZonedDateTime = morning
    var context: Context = shanghai
    lateinit var assistant: Assistant
    lateinit var approver: Approver

    init {
        Demo.reset()
        Files.copy(filled, database, StandardCopyOption.REPLACE_EXISTING)
        open()
    }

    val moment: Moment get() = moment(now)

    private fun open() {
        assistant = Assistant.open(bundle, database.toString())
        Demo.lists.forEach { (name, entries) -> assistant.setList(name, entries) }
        approver = checkNotNull(assistant.takeApprover())
    }

    /** The process dies and starts again; the services' own state lives on, as theirs would. */
    fun restart() {
        approver.close()
        assistant.close()
        open()
    }

    override fun close() {
        approver.close()
        assistant.close()
        folder.toFile().deleteRecursively()
    }

    companion object {
        /** A database with the demo services; what is there already costs little to install again. */
        private val filled: Path by lazy {
            val file = root.resolve("target/tmp/demo.db")
            Files.createDirectories(file.parent)
            Assistant.open(bundle, file.toString()).use { it.install(Demo.manifests) }
            file
        }
    }
}
