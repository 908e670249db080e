// The stage for the tests: the app's logic over a copy of a database that learned the demo services once.

package dev.errand.demo

import dev.errand.ffi.Assistant
import dev.errand.ffi.ListEntry
import dev.errand.ffi.Location
import java.io.File
import java.nio.file.Files
import java.time.ZonedDateTime
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.job
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeout

val root: File = File(System.getProperty("errand.root")).canonicalFile
private val bundle = File(root, "models/errand-zh-en")
private val folder = File(root, "mobile-demo/services")

/** Wednesday 25 November 2026, half past nine in Shanghai. */
val morning: ZonedDateTime = ZonedDateTime.parse("2026-11-25T09:30:00+08:00[Asia/Shanghai]")

/** The app on a phone: files of its own, and a process that can die. */
class Stage(private val language: AppLanguage) : AutoCloseable {
    private val files: File = Files.createTempDirectory("errand-demo").toFile()
    private var scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
    private val contacts = Contacts { listOf(ListEntry(id = "c-mom", name = "妈妈", aliases = listOf("mom", "mum")), ListEntry(id = "c-lilei", name = "李雷", aliases = listOf("Li Lei"))) }
    var shared: String? = null
    lateinit var services: Services
    lateinit var errands: Errands
    lateinit var model: AssistantModel

    /** How many tea orders the demo comes with. */
    val before: Int

    init {
        learned.copyTo(File(files, "errand.db"))
        start()
        before = services.rows("com.bubble.tea", "orders").size
    }

    private fun start() {
        services = Services(folder, File(files, "services.json")) { morning }
        errands = Errands(bundle, File(files, "errand.db"), services, contacts)
        model = AssistantModel(errands, services, language, scope, { Location(31.2304, 121.4737, "上海") }, { morning }, share = { shared = it })
    }

    /** The system kills the process and starts the app again later. */
    fun die() {
        runBlocking { scope.coroutineContext.job.cancelAndJoin() }
        errands.close()
        scope = CoroutineScope(SupervisorJob() + Dispatchers.Default)
        start()
    }

    /** The state, once it is as expected. */
    fun until(what: String, is_: (AssistantState) -> Boolean): AssistantState = runBlocking {
        try {
            withTimeout(20_000) { model.state.first(is_) }
        } catch (late: kotlinx.coroutines.TimeoutCancellationException) {
            error("$what: never came to be; it is ${model.state.value}")
        }
    }

    inline fun <reified C : Card> card(): C = until("a ${C::class.simpleName}") { it.card is C }.card as C

    /** The assistant's last words, once nothing is open. */
    fun end(): String = until("an end") { !it.isBusy && it.card == null && it.entries.lastOrNull()?.from == Speaker.ASSISTANT }.entries.last().text

    override fun close() {
        runBlocking { scope.coroutineContext.job.cancelAndJoin() }
        errands.close()
        files.deleteRecursively()
    }

    companion object {
        private val learned: File by lazy {
            val file = File(root, "target/tmp/android-demo.db")
            file.parentFile.mkdirs()
            val services = Services(folder, File.createTempFile("services", ".json").apply { delete() }) { morning }
            Assistant.open(bundle.path, file.path).use { it.install(services.manifests) }
            file
        }
    }
}

/** One scene on a stage of its own. */
fun play(language: AppLanguage, scene: (Stage) -> Unit): Unit = Stage(language).use(scene)
