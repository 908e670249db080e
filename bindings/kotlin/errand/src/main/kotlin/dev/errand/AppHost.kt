// What an app does for the assistant, and how it answers.
//
// Decides the shapes that an app implements; `Run.kt` calls them.

package dev.errand

import dev.errand.ffi.Call
import dev.errand.ffi.CallResult
import dev.errand.ffi.Interrupt
import dev.errand.ffi.ToolInput
import dev.errand.ffi.ToolStep

/**
 * What an app does for the assistant. All methods are called on a background thread: hop to the main thread for anything on the screen.
 */
public interface AppHost {
    /**
     * Runs a capability, or, when [Call.isProbe] is true, asks its service with the function [Call.target] whether it could: nothing may change by that.
     * It has [Call.limitMs] milliseconds; the same [Call.key] is the same call. Several that change nothing may be running at once.
     *
     * Answer with [CallResult.Failure] when the service says no. What is thrown here, or takes longer, is a call of which nobody knows what came:
     * one that changes something is not made again, and the person is told.
     */
    public suspend fun call(call: Call): CallResult

    /** Opens a page that the person finishes on, and returns when the person does. */
    public suspend fun open(call: Call): CallResult

    /** Asks the person. Takes as long as the person does. */
    public suspend fun ask(question: Question): Answer

    /**
     * Shows a mini-tool, and returns when the person has touched it ([Answer.Touch]), said something ([Answer.Say]) or left it ([Answer.Cancel]).
     * It is called again with what came of that. An app that draws none leaves it as it is, and passes [dev.errand.ffi.Context.withoutTools].
     */
    public suspend fun show(tool: ToolStep): Answer = Answer.Cancel

    /** Told what [call] or [open] threw, or that a limit passed ([error] is null then): for the app's own log. */
    public fun failed(call: Call, error: Throwable?) {}
}

/** A question to the person: show [interrupt] in the way that its kind asks for. */
public sealed interface Question {
    /** Everything to ask it on any screen. */
    public val interrupt: Interrupt

    /** Ask for a value. */
    public data class Value(override val interrupt: Interrupt) : Question

    /** Ask which one. */
    public data class Disambiguation(override val interrupt: Interrupt) : Question

    /** Show the preview and let the person agree or decline. */
    public data class Confirmation(override val interrupt: Interrupt) : Question

    /** Ask whether the service may have what it reads. */
    public data class Consent(override val interrupt: Interrupt) : Question

    /** Have the device check that its owner is there. */
    public data class Authentication(override val interrupt: Interrupt) : Question
}

/** What the person answers. */
public sealed interface Answer {
    /** In words. */
    public data class Say(val text: String) : Answer

    /** By tapping an option, by its id. */
    public data class Choose(val option: String) : Answer

    /** By filling in a field: JSON text that fits [Interrupt.responseSchema]. */
    public data class Provide(val value: String) : Answer

    /** Yes to the preview. [isAuthenticated]: the device has just checked that its owner is there. */
    public data class Yes(val isAuthenticated: Boolean) : Answer

    /** By touching the mini-tool that is shown. */
    public data class Touch(val input: ToolInput) : Answer

    /** No. */
    public data object Decline : Answer

    /** The person ends the turn. */
    public data object Cancel : Answer
}
