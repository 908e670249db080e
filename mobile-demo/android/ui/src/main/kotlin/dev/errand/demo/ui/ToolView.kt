// A mini-tool as the core has drawn it: each part in the app's own controls. What a touch does is the core's matter.

package dev.errand.demo.ui

import androidx.compose.foundation.horizontalScroll
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxHeight
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.height
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.width
import androidx.compose.foundation.layout.widthIn
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.Card
import androidx.compose.material3.FilledTonalButton
import androidx.compose.material3.FilterChip
import androidx.compose.material3.LinearProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.Slider
import androidx.compose.material3.SuggestionChip
import androidx.compose.material3.Surface
import androidx.compose.material3.Switch
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableFloatStateOf
import androidx.compose.runtime.mutableLongStateOf
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.focus.onFocusChanged
import androidx.compose.ui.semantics.contentDescription
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import dev.errand.demo.Word
import dev.errand.ffi.FieldType
import dev.errand.ffi.PartKind
import dev.errand.ffi.ScreenPart
import dev.errand.ffi.ToolAct
import dev.errand.ffi.ToolEvent
import dev.errand.ffi.ToolInput
import dev.errand.ffi.ToolStep
import java.security.SecureRandom
import kotlin.math.abs
import kotlinx.coroutines.delay

/** What is shown where nothing was entered. */
private const val NOTHING = "–"

private val random = SecureRandom()

private fun input(part: ScreenPart, act: ToolAct, record: ULong? = null, column: String? = null) =
    ToolInput(ToolEvent(part.id, act, record, column), random.nextLong().toULong(), 0U)

/** The open tool. */
@Composable
public fun ToolView(step: ToolStep, touch: (ToolInput) -> Unit, close: () -> Unit) {
    var isSample by remember(step.tool) { mutableStateOf(false) }
    Card(Modifier.fillMaxWidth()) {
        Column(Modifier.padding(14.dp), verticalArrangement = Arrangement.spacedBy(10.dp)) {
            Row(verticalAlignment = Alignment.CenterVertically) {
                Text(step.screen.title, Modifier.weight(1f).semantics { heading() }, style = MaterialTheme.typography.titleMedium)
                Text(word(if (step.isSaved) Word.KEPT else Word.NOT_KEPT), style = MaterialTheme.typography.labelSmall)
                TextButton(close) { Text(word(Word.CLOSE)) }
            }
            step.sample?.let { SuggestionChip({ isSample = !isSample }, { Text(word(Word.SAMPLE)) }) }
            val sample = step.sample?.takeIf { isSample }
            // What a sample shows is not the person's, and nothing is done with it.
            (sample ?: step.screen).parts.forEach { Part(it, if (sample == null) touch else { _ -> }) }
            if (step.permissions.isNotEmpty()) Text("${word(Word.RIGHTS)}: ${step.permissions.joinToString { it.title.ifEmpty { it.capability } }}", style = MaterialTheme.typography.bodySmall)
        }
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Part(part: ScreenPart, touch: (ToolInput) -> Unit) {
    fun enter(text: String) = touch(input(part, ToolAct.Enter(text)))
    when (part.kind) {
        PartKind.HEADING -> Text(part.label, style = MaterialTheme.typography.titleSmall)
        PartKind.TEXT -> Text(part.label)
        PartKind.FIELD -> Entered(part.id, part.label, part.unit, part.entered, part.takes, ::enter)
        PartKind.CHOICE -> Labelled(part.label) {
            FlowRow(horizontalArrangement = Arrangement.spacedBy(6.dp)) { part.options.forEach { FilterChip(it == part.entered, { enter(it) }, { Text(it) }) } }
        }
        PartKind.TOGGLE -> Labelled(part.label) { Switch(part.entered == "true", { enter(it.toString()) }) }
        PartKind.STEPPER -> Labelled(part.label) {
            OutlinedButton({ touch(input(part, ToolAct.Less)) }, Modifier.semantics { contentDescription = "− ${part.label}" }) { Text("−") }
            Text(part.value, Modifier.padding(horizontal = 10.dp))
            OutlinedButton({ touch(input(part, ToolAct.Press)) }, Modifier.semantics { contentDescription = "+ ${part.label}" }) { Text("+") }
        }
        PartKind.SLIDER -> {
            var at by remember(part.id, part.entered) { mutableFloatStateOf(part.entered.toFloatOrNull() ?: 0f) }
            Labelled("${part.label}: ${part.value}") {}
            Slider(at, { at = it }, onValueChangeFinished = { enter(at.toInt().toString()) }, valueRange = (part.min ?: 0.0).toFloat()..(part.max ?: 100.0).toFloat())
        }
        PartKind.LIST, PartKind.TABLE -> Records(part, touch)
        PartKind.PROGRESS -> Column(Modifier.semantics { contentDescription = part.accessible }) {
            Pair(part.label, part.value)
            LinearProgressIndicator({ (part.progress ?: 0.0).toFloat() }, Modifier.fillMaxWidth())
        }
        PartKind.CHART -> Chart(part)
        PartKind.TIMER -> Timer(part, touch)
        PartKind.BUTTON -> FilledTonalButton({ touch(input(part, ToolAct.Press)) }, Modifier.fillMaxWidth()) { Text(part.label) }
        PartKind.RESULT -> Row(Modifier.fillMaxWidth().semantics { contentDescription = part.accessible }, Arrangement.SpaceBetween) {
            Text(part.label)
            Text(part.value, style = MaterialTheme.typography.titleMedium)
        }
    }
}

@Composable
private fun Labelled(label: String, control: @Composable () -> Unit) {
    Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween, Alignment.CenterVertically) {
        Text(label, Modifier.weight(1f))
        Row(verticalAlignment = Alignment.CenterVertically) { control() }
    }
}

/** A field that is entered when the person is done with it: on the keyboard's button, or when the next one is touched. */
@Composable
private fun Entered(key: String, label: String, unit: String, entered: String, takes: FieldType?, enter: (String) -> Unit) {
    var text by remember(key, entered) { mutableStateOf(entered) }
    var hadFocus by remember(key) { mutableStateOf(false) }
    val done = { if (text != entered) enter(text) }
    OutlinedTextField(
        text, { text = it }, Modifier.fillMaxWidth().onFocusChanged { if (hadFocus && !it.isFocused) done(); hadFocus = it.isFocused },
        label = { Text(if (unit.isEmpty()) label else "$label ($unit)") }, singleLine = true,
        keyboardOptions = KeyboardOptions(keyboardType = if (takes == FieldType.NUMBER || takes == FieldType.MONEY) KeyboardType.Decimal else KeyboardType.Text, imeAction = ImeAction.Done),
        keyboardActions = KeyboardActions(onDone = { done() }),
    )
}

@Composable
private fun Records(part: ScreenPart, touch: (ToolInput) -> Unit) {
    Column {
        Text(part.label, style = MaterialTheme.typography.titleSmall)
        Column(Modifier.horizontalScroll(rememberScrollState())) {
            part.records.forEach { record ->
                Row(verticalAlignment = Alignment.CenterVertically, horizontalArrangement = Arrangement.spacedBy(6.dp)) {
                    part.columns.forEachIndexed { i, column ->
                        val cell = record.cells.getOrElse(i) { "" }
                        if (part.kind == PartKind.LIST && column.takes != null) {
                            Box(Modifier.widthIn(max = 130.dp)) { Entered("${part.id}-${record.id}-${column.name}", column.label, column.unit, cell.takeIf { it != NOTHING }.orEmpty(), column.takes) { touch(input(part, ToolAct.Enter(it), record.id, column.name)) } }
                        } else Text(cell)
                    }
                    part.actions.forEach { TextButton({ touch(input(part, ToolAct.Press, record.id, it.name)) }) { Text(it.label) } }
                    if (part.kind == PartKind.LIST) TextButton({ touch(input(part, ToolAct.Remove, record.id)) }) { Text(word(Word.REMOVE)) }
                }
            }
        }
        if (part.kind == PartKind.LIST) OutlinedButton({ touch(input(part, ToolAct.Add)) }) { Text(word(Word.ADD)) }
    }
}

/** A bar for each record, as high as its number. */
@Composable
private fun Chart(part: ScreenPart) {
    val most = part.points.maxOfOrNull { abs(it.value) }?.takeIf { it > 0 } ?: 1.0
    Column(Modifier.semantics { contentDescription = "${part.label}: ${part.points.joinToString { "${it.label} ${it.shown}" }}" }) {
        Text(part.label, style = MaterialTheme.typography.titleSmall)
        Row(Modifier.height(90.dp).horizontalScroll(rememberScrollState()), Arrangement.spacedBy(4.dp), Alignment.Bottom) {
            part.points.forEach { Surface(Modifier.width(18.dp).fillMaxHeight((abs(it.value) / most).toFloat()), color = MaterialTheme.colorScheme.primary) {} }
        }
    }
}

@Composable
private fun Timer(part: ScreenPart, touch: (ToolInput) -> Unit) {
    val timer = part.timer ?: return
    var left by remember(timer) { mutableLongStateOf(timer.leftMs) }
    LaunchedEffect(timer) {
        val end = System.nanoTime() + timer.leftMs * 1_000_000
        while (timer.isRunning && left > 0) {
            delay(200)
            left = (end - System.nanoTime()) / 1_000_000
        }
        // A phase is over: what comes next is the core's to say.
        if (timer.isRunning) touch(ToolInput(null, random.nextLong().toULong(), 0U))
    }
    Labelled(timer.phase.ifEmpty { part.label } + if (timer.rounds > 1U) " ${timer.round}/${timer.rounds}" else "") {
        val seconds = (left.coerceAtLeast(0) + 999) / 1000
        Text("%d:%02d".format(seconds / 60, seconds % 60), Modifier.padding(horizontal = 10.dp), style = MaterialTheme.typography.headlineSmall)
        OutlinedButton({ touch(input(part, if (timer.isRunning) ToolAct.Less else ToolAct.Press)) }) { Text(word(if (timer.isRunning) Word.STOP else Word.START)) }
    }
}
