// The confirmation: what exactly will be done, by whom, with which values and where each came from, for how much.
//
// It belongs on a surface that only a finger reaches: an activity of its own on Android.

package dev.errand.demo.ui

import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.rememberScrollState
import androidx.compose.foundation.verticalScroll
import androidx.compose.material3.Button
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.runtime.Composable
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.unit.dp
import dev.errand.demo.Asks
import dev.errand.demo.Card
import dev.errand.demo.Row as Shown
import dev.errand.demo.Word

/** Everything that a yes is to, no less. [change] puts it aside to say something else. */
@Composable
public fun ConfirmationCard(card: Card.Confirmation, agree: () -> Unit, decline: () -> Unit, change: () -> Unit) {
    Surface(Modifier.fillMaxWidth()) {
        Column(Modifier.padding(20.dp).verticalScroll(rememberScrollState()), verticalArrangement = Arrangement.spacedBy(12.dp)) {
            Text(card.title, Modifier.semantics { heading() }, style = MaterialTheme.typography.headlineSmall)
            if (card.service.isNotEmpty()) Text(card.service, color = MaterialTheme.colorScheme.onSurfaceVariant)
            Rows(card.rows)
            for (also in card.also) {
                HorizontalDivider()
                Text("${word(Word.ALSO)}: ${also.title} · ${also.service}", style = MaterialTheme.typography.titleMedium)
                Rows(also.rows)
            }
            card.sum?.let { sum ->
                HorizontalDivider()
                Row(Modifier.fillMaxWidth(), Arrangement.SpaceBetween, Alignment.CenterVertically) {
                    Text(word(Word.TOTAL))
                    Text(sum, style = MaterialTheme.typography.headlineMedium)
                }
            }
            card.payee?.let { Pair(word(Word.PAYEE), it) }
            card.consent?.let { Surface(color = MaterialTheme.colorScheme.secondaryContainer, shape = MaterialTheme.shapes.medium) { Text(it, Modifier.padding(12.dp)) } }
            if (card.next.isNotEmpty()) Text("${word(Word.AFTERWARDS)}: ${card.next.joinToString()}")
            Row(Modifier.fillMaxWidth(), Arrangement.spacedBy(8.dp, Alignment.End)) {
                OutlinedButton(decline) { Text(word(Word.DECLINE)) }
                OutlinedButton(change) { Text(word(Word.CHANGE)) }
                Button(agree, Modifier.weight(1f)) { Text(word(when (card.asks) { Asks.ACT -> Word.AGREE; Asks.DATA -> Word.ALLOW; Asks.OWNER -> Word.AUTHENTICATE })) }
            }
        }
    }
}

@Composable
private fun Rows(rows: List<Shown>) {
    for (row in rows) {
        Pair(row.label, row.value)
        row.origin?.let { Text(it, Modifier.fillMaxWidth(), color = MaterialTheme.colorScheme.tertiary, style = MaterialTheme.typography.bodySmall) }
    }
}
