// The process: the services and the assistant, opened once, off the main thread.
//
// Decides where files lie. They stay out of backups: a turn that is restored on another phone would go on there.

package dev.errand.demo.app

import android.app.Application
import android.content.Context
import dev.errand.demo.AppLanguage
import dev.errand.demo.AssistantModel
import dev.errand.demo.Errands
import dev.errand.demo.Services
import dev.errand.ffi.Location
import java.io.File
import java.time.ZonedDateTime
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async

/** Everything that the activities share. */
class Demo(val services: Services, val errands: Errands, val model: AssistantModel)

class DemoApplication : Application() {
    /** Lives as long as the process: a turn is not bound to an activity that may be turned or closed. */
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main)

    /** What a mini-tool hands out, for the open activity's share sheet. */
    var share: (String) -> Unit = {}

    /** The confirmation that the person put aside to say something else. */
    var aside: String? = null

    val language: AppLanguage get() = if (resources.configuration.locales[0].language == "zh") AppLanguage.ZH else AppLanguage.EN

    /** Opened in the background from the first moment; the first start learns the services for some seconds. */
    val demo: Deferred<Demo> by lazy {
        scope.async(Dispatchers.IO) {
            val services = Services(unpacked("services"), File(noBackupFilesDir, "services.json"), ZonedDateTime::now)
            val errands = Errands(unpacked("errand-zh-en"), File(noBackupFilesDir, "errand.db"), services, PhoneContacts(this@DemoApplication))
            // The demo's shops are in Shanghai, wherever the phone is.
            val place = { Location(31.2304, 121.4737, "上海") }
            val model = AssistantModel(errands, services, language, scope, place, share = { share(it) }, failed = { call, error -> android.util.Log.w("errand", "${call.service} ${call.capability}", error) })
            // What was open when the process ended goes on.
            model.goOn()
            Demo(services, errands, model)
        }
    }

    override fun onCreate() {
        super.onCreate()
        demo
    }

    /** A folder of assets as files, copied once a version of the app: all of it, or none. */
    private fun unpacked(name: String): File {
        val version = packageManager.getPackageInfo(packageName, 0).longVersionCode
        val folder = File(noBackupFilesDir, "$name-$version")
        if (folder.exists()) return folder
        val part = File(noBackupFilesDir, "$name.part").apply { deleteRecursively() }
        copy(name, part)
        check(part.renameTo(folder)) { "$name cannot be unpacked" }
        return folder
    }

    private fun copy(asset: String, to: File) {
        val children = assets.list(asset).orEmpty()
        if (children.isEmpty()) {
            assets.open(asset).use { from -> to.outputStream().use(from::copyTo) }
            return
        }
        to.mkdirs()
        children.forEach { copy("$asset/$it", File(to, it)) }
    }
}

/** The app of a context. */
val Context.app: DemoApplication get() = applicationContext as DemoApplication
