// The home screen and the screens of the apps. They show the services' state, and do by hand what an app does; the assistant has no part in it.

package dev.errand.demo.ui

import androidx.compose.foundation.background
import androidx.compose.foundation.clickable
import androidx.compose.foundation.gestures.detectHorizontalDragGestures
import androidx.compose.foundation.layout.Arrangement
import androidx.compose.foundation.layout.Box
import androidx.compose.foundation.layout.Column
import androidx.compose.foundation.layout.PaddingValues
import androidx.compose.foundation.layout.Row
import androidx.compose.foundation.layout.fillMaxSize
import androidx.compose.foundation.layout.fillMaxWidth
import androidx.compose.foundation.layout.heightIn
import androidx.compose.foundation.layout.padding
import androidx.compose.foundation.layout.safeDrawingPadding
import androidx.compose.foundation.layout.size
import androidx.compose.foundation.lazy.LazyColumn
import androidx.compose.foundation.lazy.grid.GridCells
import androidx.compose.foundation.lazy.grid.LazyVerticalGrid
import androidx.compose.foundation.lazy.grid.items
import androidx.compose.foundation.lazy.items
import androidx.compose.foundation.shape.RoundedCornerShape
import androidx.compose.material3.Button
import androidx.compose.material3.HorizontalDivider
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.OutlinedButton
import androidx.compose.material3.Surface
import androidx.compose.material3.Text
import androidx.compose.material3.TextButton
import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.runtime.mutableStateOf
import androidx.compose.runtime.remember
import androidx.compose.runtime.rememberCoroutineScope
import androidx.compose.runtime.setValue
import androidx.compose.ui.Alignment
import androidx.compose.ui.Modifier
import androidx.compose.ui.draw.clip
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.input.pointer.pointerInput
import androidx.compose.ui.semantics.Role
import androidx.compose.ui.semantics.heading
import androidx.compose.ui.semantics.semantics
import androidx.compose.ui.text.style.TextAlign
import androidx.compose.ui.unit.dp
import dev.errand.demo.APP_SCREENS
import dev.errand.demo.AppTable
import dev.errand.demo.Records
import dev.errand.demo.Services
import dev.errand.demo.Word
import dev.errand.demo.text
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import kotlinx.serialization.json.JsonObject

private val TINTS = listOf(Color(0xFF12805C), Color(0xFFB4500F), Color(0xFFB4232F), Color(0xFF8A5A00), Color(0xFF1F5FBF), Color(0xFF6A45C0), Color(0xFF47576A))

/** How far a finger goes to the right before it counts as a swipe. */
private val SWIPE = 72.dp

/** The home screen. [listen] opens the assistant: by the button, or by a swipe to the right. */
@Composable
public fun HomeScreen(services: Services, open: (String) -> Unit, listen: () -> Unit) {
    val language = LocalLanguage.current
    Surface(Modifier.fillMaxSize()) {
        Column(Modifier.safeDrawingPadding().swiped(listen)) {
            LazyVerticalGrid(GridCells.Fixed(4), Modifier.weight(1f), contentPadding = PaddingValues(16.dp), verticalArrangement = Arrangement.spacedBy(16.dp)) {
                items(APP_SCREENS.keys.toList()) { id -> Tile(services.name(id, language)) { open(id) } }
            }
            Button(listen, Modifier.fillMaxWidth().padding(16.dp).heightIn(min = 56.dp)) { Text(word(Word.INVITE)) }
        }
    }
}

private fun Modifier.swiped(done: () -> Unit): Modifier = pointerInput(done) {
    var way = 0f
    detectHorizontalDragGestures(onDragStart = { way = 0f }, onDragEnd = { if (way > SWIPE.toPx()) done() }) { _, by -> way += by }
}

@Composable
private fun Tile(name: String, open: () -> Unit) {
    Column(Modifier.clickable(role = Role.Button, onClick = open).padding(4.dp), horizontalAlignment = Alignment.CenterHorizontally) {
        Box(Modifier.size(54.dp).clip(RoundedCornerShape(16.dp)).background(TINTS[Math.floorMod(name.hashCode(), TINTS.size)]), Alignment.Center) {
            Text(name.take(1), color = Color.White, style = MaterialTheme.typography.titleLarge)
        }
        Text(name, style = MaterialTheme.typography.labelMedium, textAlign = TextAlign.Center)
    }
}

/** The screen of an app. [ownerIsThere] has the device check its owner before sensitive rows are shown; [say] shows a short notice. */
@Composable
public fun AppScreen(services: Services, service: String, back: () -> Unit, ownerIsThere: suspend () -> Boolean, say: (String) -> Unit) {
    val language = LocalLanguage.current
    // Drawn anew whenever a service's state changes.
    val state by services.state.collectAsState()
    var isUnlocked by remember(service) { mutableStateOf(false) }
    val scope = rememberCoroutineScope()
    Surface(Modifier.fillMaxSize()) {
        Column(Modifier.safeDrawingPadding()) {
            Row(Modifier.padding(8.dp), verticalAlignment = Alignment.CenterVertically) {
                TextButton(back) { Text(word(Word.BACK)) }
                Text(services.name(service, language), Modifier.semantics { heading() }, style = MaterialTheme.typography.titleLarge)
            }
            LazyColumn(contentPadding = PaddingValues(16.dp)) {
                for (table in APP_SCREENS[service].orEmpty()) {
                    item { Text(table.title.text(language), Modifier.padding(vertical = 8.dp).semantics { heading() }, style = MaterialTheme.typography.titleSmall) }
                    if (table.isSensitive && !isUnlocked) {
                        item {
                            Text(word(Word.LOCKED))
                            Button({ scope.launch { isUnlocked = ownerIsThere() } }) { Text(word(Word.AUTHENTICATE)) }
                        }
                        continue
                    }
                    val rows = state.let { table.rows(services, service) }
                    if (rows.isEmpty()) item { Text(word(Word.EMPTY)) }
                    items(rows) { row -> RecordRow(services, service, table, row, say) }
                }
            }
        }
    }
}

@Composable
private fun RecordRow(services: Services, service: String, table: AppTable, row: JsonObject, say: (String) -> Unit) {
    val language = LocalLanguage.current
    val records = remember(language) { Records(language) }
    val scope = rememberCoroutineScope()
    val failed = word(Word.FAILED)
    Row(Modifier.fillMaxWidth().padding(vertical = 10.dp), verticalAlignment = Alignment.CenterVertically) {
        Column(Modifier.weight(1f)) {
            Text(records.field(row, table.head).ifEmpty { row.text("name") }, style = MaterialTheme.typography.titleMedium)
            records.lines(row, table.lines).forEach { Text("${it.name}: ${it.value}", style = MaterialTheme.typography.bodyMedium, color = MaterialTheme.colorScheme.onSurfaceVariant) }
        }
        for (act in table.acts.filter { it.fits(row) }) {
            OutlinedButton({ scope.launch { withContext(Dispatchers.IO) { services.byHand(service, act.capability, act.arguments(row)) }?.let { say("$failed ($it)") } } }) { Text(act.label.text(language)) }
        }
    }
    HorizontalDivider()
}
