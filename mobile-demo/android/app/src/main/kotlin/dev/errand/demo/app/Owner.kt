// Whether the phone's owner is there: by fingerprint, face, or the screen's lock.

package dev.errand.demo.app

import androidx.biometric.BiometricManager.Authenticators.BIOMETRIC_STRONG
import androidx.biometric.BiometricManager.Authenticators.DEVICE_CREDENTIAL
import androidx.biometric.BiometricPrompt
import androidx.core.content.ContextCompat
import androidx.fragment.app.FragmentActivity
import kotlin.coroutines.resume
import kotlinx.coroutines.suspendCancellableCoroutine

object Owner {
    /** Asks the device now. A phone without any lock cannot tell, and so the answer is no. */
    suspend fun isThere(activity: FragmentActivity): Boolean = suspendCancellableCoroutine { waiting ->
        val answer = object : BiometricPrompt.AuthenticationCallback() {
            override fun onAuthenticationSucceeded(result: BiometricPrompt.AuthenticationResult) = waiting.resume(true)
            override fun onAuthenticationError(errorCode: Int, errString: CharSequence) = waiting.resume(false)
        }
        val prompt = BiometricPrompt(activity, ContextCompat.getMainExecutor(activity), answer)
        val info = BiometricPrompt.PromptInfo.Builder()
            .setTitle(activity.getString(R.string.owner_title))
            .setAllowedAuthenticators(BIOMETRIC_STRONG or DEVICE_CREDENTIAL)
            .setConfirmationRequired(true)
            .build()
        prompt.authenticate(info)
        waiting.invokeOnCancellation { prompt.cancelAuthentication() }
    }
}
