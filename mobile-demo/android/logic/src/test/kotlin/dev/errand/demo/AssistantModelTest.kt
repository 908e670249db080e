// The view model against the real core: errands from the first word to the receipt, in both languages, and what may come between.

package dev.errand.demo

import dev.errand.ffi.ContentTrust
import dev.errand.ffi.ItemKind
import dev.errand.ffi.SelectedItem
import dev.errand.ffi.ToolAct
import dev.errand.ffi.ToolEvent
import dev.errand.ffi.ToolInput
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.EnumSource

internal class AssistantModelTest {
    private fun AppLanguage.pick(zh: String, en: String) = if (this == AppLanguage.ZH) zh else en

    /** The orders that this stage has made: what came with the demo is older. */
    private fun Stage.orders() = services.rows("com.bubble.tea", "orders").drop(before)

    /** As far as the confirmation of the payment. */
    private fun Stage.tea(language: AppLanguage): Card.Confirmation {
        model.say(language.pick("帮我点一杯奶茶,不另外加糖", "order me a milk tea, no extra sugar"))
        val options = card<Card.Options>()
        model.choose(options.options.first { it.title == language.pick("原味波霸奶茶", "Original Boba Milk Tea") }.id)
        return card()
    }

    @ParameterizedTest
    @EnumSource
    fun `a tea is ordered, confirmed with its owner, paid on the page`(language: AppLanguage) = play(language) { stage ->
        val confirmation = stage.tea(language)
        assertEquals("¥13.00", confirmation.sum)
        assertTrue(confirmation.needsOwner)
        assertTrue(confirmation.rows.any { it.value == language.pick("无糖", "no sugar") && it.origin == null }, confirmation.rows.toString())
        assertTrue(confirmation.rows.any { it.origin == Word.ASSUMED.text(language) }, "what was not said is shown as assumed")
        assertFalse(stage.model.agree(confirmation.interrupt, isAuthenticated = false), "without the owner there is no yes")
        assertTrue(stage.model.agree(confirmation.interrupt, isAuthenticated = true))
        val page = stage.card<Card.Page>()
        assertEquals("¥13.00", page.sum)
        stage.model.returned(isDone = true)
        assertTrue("¥13.00" in stage.end())
        assertEquals(listOf("paid"), stage.orders().map { it.text("status") })
    }

    @ParameterizedTest
    @EnumSource
    fun `a no pays nothing, and leaving the page takes the order back`(language: AppLanguage) = play(language) { stage ->
        stage.model.decline(stage.tea(language).interrupt)
        stage.end()
        assertFalse(stage.orders().any { it.text("status") == "paid" })
        val confirmation = stage.tea(language)
        stage.model.agree(confirmation.interrupt, isAuthenticated = true)
        stage.card<Card.Page>()
        stage.model.returned(isDone = false)
        stage.end()
        assertEquals("cancelled", stage.orders().last().text("status"))
    }

    @ParameterizedTest
    @EnumSource
    fun `a process that dies on the pay page goes on there`(language: AppLanguage) = play(language) { stage ->
        stage.model.agree(stage.tea(language).interrupt, isAuthenticated = true)
        stage.card<Card.Page>()
        stage.die()
        assertTrue(stage.model.goOn())
        stage.card<Card.Page>()
        stage.model.returned(isDone = true)
        assertTrue("¥13.00" in stage.end())
        assertEquals(1, stage.orders().size)
        assertFalse(stage.model.goOn(), "nothing is open any more")
    }

    @Test
    fun `words never agree, and a confirmation that is no longer shown is worth nothing`() = play(AppLanguage.ZH) { stage ->
        stage.model.say("给妈妈发消息说我晚点到")
        val first = stage.card<Card.Confirmation>()
        stage.model.say("好的")
        val again = stage.until("the same question") { it.card is Card.Confirmation && it.entries.size > 3 }.card as Card.Confirmation
        assertEquals(first.title, again.title)
        stage.model.say("改成我八点到")
        val second = stage.until("the new text") { state -> (state.card as? Card.Confirmation)?.rows.orEmpty().any { "八点" in it.value } }.card as Card.Confirmation
        assertFalse(stage.model.agree(first.interrupt, isAuthenticated = true))
        assertTrue(stage.model.agree(second.interrupt, isAuthenticated = false))
        stage.end()
        assertEquals(listOf("我八点到"), stage.services.rows("app.messages", "messages").filter { it.text("to") == "c-mom" }.map { it.text("text") })
    }

    @ParameterizedTest
    @EnumSource
    fun `a shared text comes along once, with whose it is`(language: AppLanguage) = play(language) { stage ->
        val item = SelectedItem(ItemKind.MESSAGE, "晚上回来吃饭吗", ContentTrust.CONTACT, "M101", author = "奶奶")
        stage.model.about(listOf(item))
        stage.model.say(language.pick("把这个转发给李雷", "forward this to Li Lei"))
        val confirmation = stage.card<Card.Confirmation>()
        assertTrue(confirmation.rows.any { "奶奶" in it.origin.orEmpty() }, confirmation.rows.toString())
        assertTrue(stage.model.state.value.items.isEmpty())
        stage.model.decline(confirmation.interrupt)
        stage.end()
    }

    @ParameterizedTest
    @EnumSource
    fun `words on a service's page and while a call is out are not taken, and nothing is lost`(language: AppLanguage): Unit = play(language) { stage ->
        stage.model.agree(stage.tea(language).interrupt, isAuthenticated = true)
        stage.card<Card.Page>()
        assertFalse(stage.model.say(language.pick("等一下", "wait a moment")))
        stage.card<Card.Page>()
        stage.model.returned(isDone = true)
        stage.end()
        assertEquals(listOf("paid"), stage.orders().map { it.text("status") })
        stage.services.slowness = 1_500
        assertTrue(stage.model.say(language.pick("我的快递到哪了", "where are my parcels")))
        stage.until("progress") { it.progress != null }
        assertFalse(stage.model.say(language.pick("打开手电筒", "turn on the flashlight")))
        stage.end()
    }

    @ParameterizedTest
    @EnumSource
    fun `under a turn that ends the one before is asked again`(language: AppLanguage): Unit = play(language) { stage ->
        stage.model.say(language.pick("提醒我明天早上八点", "remind me tomorrow at 8 am"))
        stage.until("the question") { it.card is Card.Field }
        stage.model.about(listOf(SelectedItem(ItemKind.MESSAGE, "晚上回来吃饭吗", ContentTrust.CONTACT, "M101", author = "奶奶")))
        stage.model.say(language.pick("把这个转发给李雷", "forward this to Li Lei"))
        stage.model.decline(stage.card<Card.Confirmation>().interrupt)
        stage.until("the question again") { it.card is Card.Field && it.entries.any { own -> own.text == Word.GOING_ON.text(language) } }
        stage.model.cancel()
        stage.end()
        assertNull(stage.errands.openTurn())
    }

    @ParameterizedTest
    @EnumSource
    fun `a slow call can be cancelled`(language: AppLanguage) = play(language) { stage ->
        stage.services.slowness = 60_000
        stage.model.say(language.pick("我的快递到哪了", "where are my parcels"))
        stage.until("progress") { it.progress != null }
        stage.model.cancel()
        stage.end()
        assertNull(stage.errands.openTurn())
    }

    @ParameterizedTest
    @EnumSource
    fun `social security asks for data and owner, and shows values on the card alone`(language: AppLanguage) = play(language) { stage ->
        stage.model.say(language.pick("查一下我今年的社保记录", "check this year's social security records"))
        val consent = stage.card<Card.Confirmation>()
        assertEquals(Asks.DATA, consent.asks)
        assertNotNull(consent.consent)
        stage.model.agree(consent.interrupt, isAuthenticated = true)
        val state = stage.until("the next") { (it.card as? Card.Confirmation)?.asks == Asks.OWNER || (!it.isBusy && it.card == null) }
        (state.card as? Card.Confirmation)?.let { stage.model.agree(it.interrupt, isAuthenticated = true) }
        val said = stage.end()
        val result = stage.model.state.value.entries.last().results.single()
        assertTrue((result.lines + result.items.flatMap { it.lines }).any { "¥" in it.value }, result.toString())
        assertFalse("¥" in said, said)
    }

    @ParameterizedTest
    @EnumSource
    fun `a tool is made, touched, kept and opened again`(language: AppLanguage) = play(language) { stage ->
        stage.model.say(language.pick("做个AA分账:总额、人数默认4,算每人多少", "make me a bill splitter: bill, people starting at 4, and what each pays"))
        val tool = stage.card<Card.Tool>().step
        val field = tool.screen.parts.first { it.label.lowercase() == language.pick("总额", "bill") }
        stage.model.touch(ToolInput(ToolEvent(field.id, ToolAct.Enter("300"), null, null), 7UL, 0U))
        stage.until("the share") { state -> (state.card as? Card.Tool)?.step?.screen?.parts.orEmpty().any { "75" in it.value } }
        stage.model.say(language.pick("保存成聚餐分账", "save it as Dinner"))
        stage.until("kept") { (it.card as? Card.Tool)?.step?.isSaved == true }
        stage.model.cancel()
        stage.until("closed") { !it.isBusy && it.card == null }
        stage.model.openTool(stage.errands.assistant.tools().single().id)
        assertTrue(stage.card<Card.Tool>().step.screen.parts.any { "75" in it.value })
        stage.model.cancel()
        stage.until("closed") { !it.isBusy && it.card == null }
    }

    @ParameterizedTest
    @EnumSource
    fun `what the services keep outlives the process`(language: AppLanguage) = play(language) { stage ->
        stage.model.say(language.pick("提醒我明天早上八点交房租", "remind me to pay the rent tomorrow at 8 am"))
        stage.end()
        val count = stage.services.rows("app.reminders", "reminders").size
        stage.die()
        assertEquals(count, stage.services.rows("app.reminders", "reminders").size)
    }
}
