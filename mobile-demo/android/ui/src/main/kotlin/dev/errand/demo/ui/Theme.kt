// Colours and type of the demo app, light and dark, and the language that its own words are in.

package dev.errand.demo.ui

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.runtime.CompositionLocalProvider
import androidx.compose.runtime.staticCompositionLocalOf
import androidx.compose.ui.graphics.Color
import dev.errand.demo.AppLanguage
import dev.errand.demo.Word

private val Light = lightColorScheme(primary = Color(0xFF0A6B5C), onPrimary = Color.White, secondaryContainer = Color(0xFFD9EFE9), onSecondaryContainer = Color(0xFF06231C))
private val Dark = darkColorScheme(primary = Color(0xFF4CC9AB), onPrimary = Color(0xFF06231C), secondaryContainer = Color(0xFF123F36), onSecondaryContainer = Color(0xFFD9EFE9))

internal val LocalLanguage = staticCompositionLocalOf { AppLanguage.EN }

/** A word of the app in its language. */
@Composable
internal fun word(word: Word): String = word.text(LocalLanguage.current)

/** The app's look around [content]. */
@Composable
public fun DemoTheme(language: AppLanguage, isDark: Boolean = isSystemInDarkTheme(), content: @Composable () -> Unit) {
    CompositionLocalProvider(LocalLanguage provides language) {
        MaterialTheme(colorScheme = if (isDark) Dark else Light, content = content)
    }
}
