// The super app: its home screen, the screens of its services, the assistant over them.
//
// Decides what is on the screen; what the assistant shows is the model's.

package dev.errand.demo.app

import android.Manifest
import android.content.Intent
import android.os.Bundle
import android.widget.Toast
import androidx.activity.compose.BackHandler
import androidx.activity.compose.setContent
import androidx.activity.result.contract.ActivityResultContracts.RequestPermission
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.produceState
import androidx.compose.runtime.setValue
import androidx.fragment.app.FragmentActivity
import androidx.lifecycle.lifecycleScope
import dev.errand.demo.Card
import dev.errand.demo.ui.AppScreen
import dev.errand.demo.ui.AssistantSheet
import dev.errand.demo.ui.DemoTheme
import dev.errand.demo.ui.HomeScreen
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

class MainActivity : FragmentActivity() {
    private var service by mutableStateOf<String?>(null)
    private var isListening by mutableStateOf(false)
    private val speech by lazy { Speech(this) }
    private val mayHear = registerForActivityResult(RequestPermission()) { isGiven -> if (isGiven) speak() }
    private val mayReadContacts = registerForActivityResult(RequestPermission()) { isGiven ->
        if (isGiven) lifecycleScope.launch { app.demo.await().let { withContext(Dispatchers.IO) { it.errands.refreshContacts() } } }
    }

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        app.share = { text -> startActivity(Intent.createChooser(Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text), null)) }
        isListening = intent.getBooleanExtra(LISTEN, false)
        mayReadContacts.launch(Manifest.permission.READ_CONTACTS)
        setContent {
            val demo by produceState<Demo?>(null) { value = app.demo.await() }
            DemoTheme(app.language) { demo?.let { Screen(it) } }
        }
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        if (intent.getBooleanExtra(LISTEN, false)) isListening = true
    }

    /** What is open is looked at again when the app is opened, unless it was put aside. */
    override fun onResume() {
        super.onResume()
        lifecycleScope.launch {
            val open = app.demo.await().model.state.value.card as? Card.Confirmation
            if (open != null && open.interrupt != app.aside) confirm()
        }
    }

    override fun onDestroy() {
        speech.close()
        app.share = {}
        super.onDestroy()
    }

    @Composable
    private fun Screen(demo: Demo) {
        val state by demo.model.state.collectAsState()
        // A question that only a finger may answer has its own surface.
        val confirmation = (state.card as? Card.Confirmation)?.interrupt
        LaunchedEffect(confirmation) { if (confirmation != null && confirmation != app.aside) confirm() }
        BackHandler(isListening || service != null) { if (isListening) isListening = false else service = null }
        val open = service
        when {
            isListening -> AssistantSheet(demo.model, { isListening = false }, if (speech.isThere) ::speak else null, ::confirm)
            open != null -> AppScreen(demo.services, open, { service = null }, { Owner.isThere(this@MainActivity) }, ::notice)
            else -> HomeScreen(demo.services, { service = it }, { isListening = true })
        }
    }

    private fun confirm() = startActivity(Intent(this, ConfirmActivity::class.java))

    private fun notice(text: String) = Toast.makeText(this, text, Toast.LENGTH_LONG).show()

    /** One sentence by voice, said to the assistant as if it were typed. */
    private fun speak() {
        if (!speech.isAllowed) return mayHear.launch(Manifest.permission.RECORD_AUDIO)
        speech.hear(app.language) { said -> lifecycleScope.launch { app.demo.await().model.say(said) } }
    }

    companion object {
        /** Set on an intent that opens the assistant. */
        const val LISTEN = "listen"
    }
}
