// The assistant's sheet: the conversation, what waits for the person, and the line to type or speak.
//
// A confirmation is drawn by `ConfirmationCard` on a surface of its own; here stands only the way to it.

package dev.errand.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.ExperimentalLayoutApi
import androidx.compose.foundation.layout.FlowRow
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.lazy.rememberLazyListState
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.foundation.text.KeyboardActions
import androidx.compose.foundation.text.KeyboardOptions
import androidx.compose.material3.Button
import androidx.compose.material3.Card
import androidx.compose.material3.CircularProgressIndicator
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.OutlinedTextField
import androidx.compose.material3.SuggestionChip
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.LaunchedEffect
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.LiveRegionMode
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.liveRegion
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.input.ImeAction
import androidx.compose.ui.text.input.KeyboardType
import androidx.compose.ui.unit.dp
import dev.errand.demo.AssistantModel
import dev.errand.demo.AssistantState
import dev.errand.demo.Card as Shown
import dev.errand.demo.Entry
import dev.errand.demo.FieldKind
import dev.errand.demo.ResultCard
import dev.errand.demo.Speaker
import dev.errand.demo.Word
import dev.errand.demo.suggestions
import dev.errand.demo.text
import dev.errand.ffi.Kept

/** The sheet. [speak] starts the platform's recogniser, or is null where there is none; [confirm] opens the confirmation's own surface. */
@Composable
public fun AssistantSheet(model: AssistantModel, close: () -> Unit, speak: (() -> Unit)?, confirm: () -> Unit) {
    val state by model.state.collectAsState()
    val list = rememberLazyListState()
    LaunchedEffect(state.entries.size, state.card) { if (state.entries.isNotEmpty()) list.animateScrollToItem(state.entries.size) }
    Surface(Modifier.fillMaxSize()) {
        Column(Modifier.safeDrawingPadding().padding(horizontal = 16.dp)) {
            Row(verticalAlignment = Alignment.CenterVertically) {
                Text(word(Word.ASSISTANT), Modifier.weight(1f).semantics { heading() }, style = MaterialTheme.typography.titleLarge)
                TextButton(close) { Text(word(Word.CLOSE)) }
            }
            LazyColumn(Modifier.weight(1f).semantics { liveRegion = LiveRegionMode.Polite }, list, verticalArrangement = Arrangement.spacedBy(10.dp)) {
                items(state.entries) { Said(it, model::say) }
                item { Waiting(state, model, confirm) }
            }
            state.items.firstOrNull()?.let { item ->
                Row(verticalAlignment = Alignment.CenterVertically) {
                    Text("${word(Word.ABOUT)}: ${item.author.orEmpty()} ${item.text}", Modifier.weight(1f), maxLines = 1, style = MaterialTheme.typography.bodySmall)
                    TextButton({ model.about(emptyList()) }) { Text(word(Word.REMOVE)) }
                }
            }
            Composer(model::say, speak)
        }
    }
}

@Composable
private fun Said(entry: Entry, say: (String) -> Boolean) {
    val isMine = entry.from == Speaker.PERSON
    Column(Modifier.fillMaxWidth(), horizontalAlignment = if (isMine) Alignment.End else Alignment.Start, verticalArrangement = Arrangement.spacedBy(6.dp)) {
        if (entry.text.isNotEmpty()) {
            if (entry.from == Speaker.NOTE) Text(entry.text, style = MaterialTheme.typography.bodySmall)
            else Surface(
                color = if (isMine) MaterialTheme.colorScheme.primary else MaterialTheme.colorScheme.surfaceVariant,
                shape = RoundedCornerShape(18.dp),
            ) { Text(entry.text, Modifier.padding(horizontal = 14.dp, vertical = 9.dp)) }
        }
        entry.results.forEach { Result(it, say) }
    }
}

@Composable
private fun Result(result: ResultCard, say: (String) -> Boolean) {
    val undo = word(Word.UNDO_WORDS)
    if (result.undo != null) SuggestionChip({ say(undo) }, { Text(word(Word.UNDO)) })
    if (result.lines.isEmpty() && result.items.isEmpty()) return
    Card(Modifier.fillMaxWidth()) {
        Column(Modifier.padding(14.dp), verticalArrangement = Arrangement.spacedBy(6.dp)) {
            Text(result.service, style = MaterialTheme.typography.labelMedium)
            if (result.title.isNotEmpty()) Text(result.title, style = MaterialTheme.typography.titleMedium)
            result.lines.forEach { Pair(it.name, it.value) }
            result.items.forEach { item ->
                Text("${item.title} ${item.detail}".trim(), style = MaterialTheme.typography.titleSmall)
                item.lines.forEach { Pair(it.name, it.value) }
                item.constraints.forEach { Text("${it.kind.text(LocalLanguage.current)}: ${kept(it.kept)}", style = MaterialTheme.typography.bodySmall) }
            }
        }
    }
}

@Composable
private fun kept(kept: Kept): String = word(when (kept) { Kept.VERIFIED -> Word.VERIFIED; Kept.UNKNOWN -> Word.UNKNOWN; Kept.VIOLATED -> Word.VIOLATED })

@Composable
internal fun Pair(name: String, value: String) {
    Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween) {
        Text(name, color = MaterialTheme.colorScheme.onSurfaceVariant)
        Text(value)
    }
}

@OptIn(ExperimentalLayoutApi::class)
@Composable
private fun Waiting(state: AssistantState, model: AssistantModel, confirm: () -> Unit) {
    val language = LocalLanguage.current
    Column(verticalArrangement = Arrangement.spacedBy(8.dp)) {
        when (val card = state.card) {
            is Shown.Options -> card.options.forEach { option ->
                OutlinedButton({ model.choose(option.id) }, Modifier.fillMaxWidth()) { Text(option.title, Modifier.weight(1f)); Text(option.detail) }
            }
            is Shown.Field -> Field(card, model)
            is Shown.Confirmation -> Button(confirm) { Text(word(Word.LOOK)) }
            is Shown.Page -> Page(card, model::returned)
            is Shown.Tool -> ToolView(card.step, model::touch, model::cancel)
            null -> {
                val nearest = state.entries.lastOrNull()?.nearest.orEmpty()
                val chips = if (state.entries.isEmpty()) suggestions(language) else nearest
                if (nearest.isNotEmpty()) Text(word(Word.NEAREST))
                if (!state.isBusy) FlowRow(horizontalArrangement = Arrangement.spacedBy(8.dp)) { chips.forEach { SuggestionChip({ model.say(it) }, { Text(it) }) } }
            }
        }
        if (state.isBusy && state.card == null) Row(verticalAlignment = Alignment.CenterVertically, horizontalArrangement = Arrangement.spacedBy(10.dp)) {
            CircularProgressIndicator(Modifier.size(20.dp))
            Text(state.progress.orEmpty(), Modifier.weight(1f))
            TextButton(model::cancel) { Text(word(Word.CANCEL)) }
        }
    }
}

/** A field where typing words is not the easiest; words are always taken in the line below. */
@Composable
private fun Field(card: Shown.Field, model: AssistantModel) {
    if (card.kind == FieldKind.YES_NO) {
        val (yes, no) = word(Word.YES) to word(Word.NO)
        Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
            OutlinedButton({ model.provide("false", no) }) { Text(no) }
            Button({ model.provide("true", yes) }) { Text(yes) }
        }
    }
    // Days and times are said quicker than they are picked.
    if (card.kind != FieldKind.NUMBER) return
    var text by remember(card.interrupt) { mutableStateOf("") }
    val number = text.toLongOrNull()?.takeIf { it >= (card.minimum ?: it) && it <= (card.maximum ?: it) }
    Row(horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
        OutlinedTextField(text, { text = it }, Modifier.weight(1f), singleLine = true, isError = text.isNotEmpty() && number == null, keyboardOptions = KeyboardOptions(keyboardType = KeyboardType.Number))
        Button({ number?.let { model.provide(it.toString(), text) } }, enabled = number != null) { Text(word(Word.DONE)) }
    }
}

@Composable
private fun Page(page: Shown.Page, returned: (Boolean) -> Unit) {
    Card(Modifier.fillMaxWidth()) {
        Column(Modifier.padding(16.dp), verticalArrangement = Arrangement.spacedBy(8.dp)) {
            Text(page.service, style = MaterialTheme.typography.labelLarge)
            Text(page.title, style = MaterialTheme.typography.titleLarge)
            page.lines.forEach { Pair(it.name, it.value) }
            Row(horizontalArrangement = Arrangement.spacedBy(8.dp)) {
                OutlinedButton({ returned(false) }) { Text(word(Word.LEAVE)) }
                Button({ returned(true) }) { Text(page.sum?.let { "${word(Word.PAY)} $it" } ?: word(Word.FINISH)) }
            }
        }
    }
}

@Composable
private fun Composer(say: (String) -> Boolean, speak: (() -> Unit)?) {
    var text by remember { mutableStateOf("") }
    val send = { if (say(text)) text = "" }
    Row(Modifier.padding(vertical = 10.dp), horizontalArrangement = Arrangement.spacedBy(8.dp), verticalAlignment = Alignment.CenterVertically) {
        OutlinedTextField(text, { text = it }, Modifier.weight(1f), placeholder = { Text(word(Word.COMPOSER)) }, singleLine = true,
            keyboardOptions = KeyboardOptions(imeAction = ImeAction.Send), keyboardActions = KeyboardActions(onSend = { send() }))
        if (speak != null) OutlinedButton(speak) { Text(word(Word.SPEAK)) }
        Button(send, enabled = text.isNotBlank()) { Text(word(Word.SEND)) }
    }
}
