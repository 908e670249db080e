// The confirmation's own surface: an activity that nothing but the person's finger reaches.
//
// It draws the preview as it is, asks the device for its owner where that is needed, and hands the model a yes to exactly what was on the screen.
// Touches through another app's window are dropped, and so are pictures of the screen.

package dev.errand.demo.app

import android.os.Build
import android.os.Bundle
import android.view.MotionEvent
import android.view.WindowManager
import androidx.activity.compose.setContent
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.produceState
import androidx.fragment.app.FragmentActivity
import androidx.lifecycle.lifecycleScope
import dev.errand.demo.AssistantModel
import dev.errand.demo.Card
import dev.errand.demo.ui.ConfirmationCard
import dev.errand.demo.ui.DemoTheme
import kotlinx.coroutines.launch

class ConfirmActivity : FragmentActivity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        window.addFlags(WindowManager.LayoutParams.FLAG_SECURE)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) window.setHideOverlayWindows(true)
        setContent {
            val demo by produceState<Demo?>(null) { value = app.demo.await() }
            demo?.model?.let { model ->
                val state by model.state.collectAsState()
                val card = state.card as? Card.Confirmation
                // Answered, or overtaken by other words: there is nothing to agree to any more.
                LaunchedEffect(card) { if (card == null) finish() }
                if (card != null) DemoTheme(app.language) { ConfirmationCard(card, { agree(model, card) }, { model.decline(card.interrupt) }, { putAside(card) }) }
            }
        }
    }

    /** A touch through another app's window is nobody's, also where that covers a part alone: it may hide the sum and leave the button bare. */
    override fun dispatchTouchEvent(event: MotionEvent): Boolean =
        event.flags and (MotionEvent.FLAG_WINDOW_IS_OBSCURED or MotionEvent.FLAG_WINDOW_IS_PARTIALLY_OBSCURED) == 0 && super.dispatchTouchEvent(event)

    /** To say something else first: the sheet has the way back. */
    private fun putAside(card: Card.Confirmation) {
        app.aside = card.interrupt
        finish()
    }

    private fun agree(model: AssistantModel, card: Card.Confirmation) {
        lifecycleScope.launch {
            val isAuthenticated = card.needsOwner && Owner.isThere(this@ConfirmActivity)
            // Who cannot show that they own the phone has not said no either: the question stays.
            if (card.needsOwner && !isAuthenticated) return@launch
            model.agree(card.interrupt, isAuthenticated)
        }
    }
}
