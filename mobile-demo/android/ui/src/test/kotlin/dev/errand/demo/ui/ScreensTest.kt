// The screens against the real core: what is drawn, what can be touched, and that a yes needs everything on its surface.

@file:OptIn(ExperimentalTestApi::class)

package dev.errand.demo.ui

import androidx.compose.runtime.Composable
import androidx.compose.runtime.collectAsState
import androidx.compose.runtime.getValue
import androidx.compose.ui.ImageComposeScene
import androidx.compose.ui.test.ComposeUiTest
import androidx.compose.ui.test.ExperimentalTestApi
import androidx.compose.ui.test.hasClickAction
import androidx.compose.ui.test.hasSetTextAction
import androidx.compose.ui.test.hasText
import androidx.compose.ui.test.onAllNodesWithText
import androidx.compose.ui.test.onNodeWithText
import androidx.compose.ui.test.performClick
import androidx.compose.ui.test.performScrollTo
import androidx.compose.ui.test.performTextInput
import androidx.compose.ui.test.runComposeUiTest
import androidx.compose.ui.unit.Density
import dev.errand.demo.AppLanguage
import dev.errand.demo.Card
import dev.errand.demo.Stage
import dev.errand.demo.Word
import dev.errand.demo.play
import dev.errand.demo.text
import java.io.File
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

internal class ScreensTest {
    private fun AppLanguage.pick(zh: String, en: String) = if (this == AppLanguage.ZH) zh else en

    /** The sheet, with the confirmation's surface over it when one is open. */
    @Composable
    private fun Assistant(stage: Stage, language: AppLanguage) = DemoTheme(language, isDark = false) {
        val state by stage.model.state.collectAsState()
        when (val card = state.card) {
            is Card.Confirmation -> ConfirmationCard(card, { stage.model.agree(card.interrupt, isAuthenticated = true) }, { stage.model.decline(card.interrupt) }, {})
            else -> AssistantSheet(stage.model, {}, null, {})
        }
    }

    private fun ComposeUiTest.shows(text: String) = waitUntil("“$text” is shown", 20_000) { onAllNodesWithText(text, substring = true).fetchSemanticsNodes().isNotEmpty() }

    @ParameterizedTest
    @EnumSource
    fun `a tea is ordered by touch alone`(language: AppLanguage): Unit = play(language) { stage ->
        runComposeUiTest {
            setContent { Assistant(stage, language) }
            onNode(hasSetTextAction()).performTextInput(language.pick("帮我点一杯奶茶,不另外加糖", "order me a milk tea, no extra sugar"))
            onNodeWithText(Word.SEND.text(language)).performClick()
            val drink = language.pick("原味波霸奶茶", "Original Boba Milk Tea")
            shows(drink)
            onNode(hasText(drink, substring = true) and hasClickAction()).performScrollTo().performClick()
            shows(Word.TOTAL.text(language))
            for (shown in listOf("¥13.00", language.pick("无糖", "no sugar"), Word.PAYEE.text(language), Word.ASSUMED.text(language))) shows(shown)
            onNodeWithText(Word.AGREE.text(language)).performScrollTo().performClick()
            val pay = "${Word.PAY.text(language)} ¥13.00"
            shows(pay)
            onNodeWithText(pay).performScrollTo().performClick()
            waitUntil("paid", 20_000) { stage.services.rows("com.bubble.tea", "orders").last().text("status") == "paid" }
        }
    }

    @ParameterizedTest
    @EnumSource
    fun `an app's screen does by hand what it can`(language: AppLanguage): Unit = play(language) { stage ->
        runComposeUiTest {
            setContent { DemoTheme(language, isDark = true) { AppScreen(stage.services, "com.leaf.tea", {}, { true }, {}) } }
            val before = stage.services.rows("com.leaf.tea", "orders").size
            val order = hasText(language.pick("下单", "Order")) and hasClickAction()
            onAllNodes(order).fetchSemanticsNodes().let { assertTrue(it.isNotEmpty()) }
            onAllNodes(order)[0].performClick()
            waitUntil("it is ordered", 20_000) { stage.services.rows("com.leaf.tea", "orders").size == before + 1 }
            shows(language.pick("待付款", "waiting for payment"))
        }
    }

    @Test
    fun `sensitive rows are drawn only after the owner was checked`(): Unit = play(AppLanguage.EN) { stage ->
        runComposeUiTest {
            var checks = 0
            setContent { DemoTheme(AppLanguage.EN, isDark = false) { AppScreen(stage.services, "gov.city.socialsecurity", {}, { checks++; true }, {}) } }
            assertEquals(0, onAllNodesWithText("¥", substring = true).fetchSemanticsNodes().size)
            onNodeWithText(Word.AUTHENTICATE.text(AppLanguage.EN)).performClick()
            shows("¥")
            assertEquals(1, checks)
        }
    }

    /** The pictures of the documents are drawn here, and so each screen is drawn once as a phone would. */
    @Test
    fun `every main screen can be drawn on a phone`(): Unit = play(AppLanguage.ZH) { stage ->
        fun draw(name: String, content: @Composable () -> Unit) {
            val scene = ImageComposeScene(780, 1688, Density(2f)) { DemoTheme(AppLanguage.ZH, isDark = false, content = content) }
            // A second frame has what the first one has loaded.
            repeat(3) { scene.render(it * 50_000_000L) }
            val png = checkNotNull(scene.render(400_000_000L).encodeToData()).bytes
            scene.close()
            assertTrue(png.size > 10_000, "$name is more than an empty sheet")
            File(System.getProperty("errand.pictures")).apply { mkdirs() }.resolve("$name.png").writeBytes(png)
        }
        draw("android-home") { HomeScreen(stage.services, {}, {}) }
        stage.model.say("提醒我六点开会,顺便告诉李雷")
        val card = stage.card<Card.Confirmation>()
        draw("android-confirmation") { ConfirmationCard(card, {}, {}, {}) }
        stage.model.decline(card.interrupt)
        stage.end()
        draw("android-assistant") { AssistantSheet(stage.model, {}, {}, {}) }
        stage.model.say("做个AA分账:总额、人数默认4,算每人多少")
        stage.card<Card.Tool>()
        draw("android-tool") { AssistantSheet(stage.model, {}, {}, {}) }
    }
}
