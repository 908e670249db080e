// One sentence by voice, by the platform's recogniser: on the device where it can.

package dev.errand.demo.app

import android.Manifest
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.os.Build
import android.os.Bundle
import android.speech.RecognitionListener
import android.speech.RecognizerIntent
import android.speech.SpeechRecognizer
import dev.errand.demo.AppLanguage

class Speech(private val context: Context) : AutoCloseable {
    private var recognizer: SpeechRecognizer? = null

    /** Whether this phone has a recogniser at all. */
    val isThere: Boolean get() = SpeechRecognizer.isRecognitionAvailable(context)

    /** Whether the person lets the app hear. */
    val isAllowed: Boolean get() = context.checkSelfPermission(Manifest.permission.RECORD_AUDIO) == PackageManager.PERMISSION_GRANTED

    /** Listens to one sentence; call it on the main thread. What was not understood says nothing. */
    fun hear(language: AppLanguage, said: (String) -> Unit) {
        close()
        val isLocal = Build.VERSION.SDK_INT >= Build.VERSION_CODES.S && SpeechRecognizer.isOnDeviceRecognitionAvailable(context)
        val own = if (isLocal) SpeechRecognizer.createOnDeviceSpeechRecognizer(context) else SpeechRecognizer.createSpeechRecognizer(context)
        recognizer = own
        own.setRecognitionListener(object : RecognitionListener {
            override fun onResults(results: Bundle) {
                results.getStringArrayList(SpeechRecognizer.RESULTS_RECOGNITION)?.firstOrNull()?.let(said)
                close()
            }

            override fun onError(error: Int) = close()
            override fun onReadyForSpeech(params: Bundle?) = Unit
            override fun onBeginningOfSpeech() = Unit
            override fun onRmsChanged(rmsdB: Float) = Unit
            override fun onBufferReceived(buffer: ByteArray?) = Unit
            override fun onEndOfSpeech() = Unit
            override fun onPartialResults(partialResults: Bundle?) = Unit
            override fun onEvent(eventType: Int, params: Bundle?) = Unit
        })
        own.startListening(
            Intent(RecognizerIntent.ACTION_RECOGNIZE_SPEECH)
                .putExtra(RecognizerIntent.EXTRA_LANGUAGE_MODEL, RecognizerIntent.LANGUAGE_MODEL_FREE_FORM)
                .putExtra(RecognizerIntent.EXTRA_LANGUAGE, if (language == AppLanguage.ZH) "zh-CN" else "en-US")
                .putExtra(RecognizerIntent.EXTRA_PREFER_OFFLINE, true),
        )
    }

    override fun close() {
        recognizer?.destroy()
        recognizer = null
    }
}
