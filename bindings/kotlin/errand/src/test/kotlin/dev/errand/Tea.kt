// A host in forty lines: one service, one sentence, one yes.

package dev.errand

import com.fasterxml.jackson.databind.node.ObjectNode
import dev.errand.ffi.Assistant
import dev.errand.ffi.Call
import dev.errand.ffi.CallResult
import dev.errand.ffi.Ending
import java.nio.file.Path
import kotlin.io.path.readText
import kotlinx.coroutines.runBlocking

private const val PRICE = """{"amount": 1400, "currency": "CNY"}"""
private const val OPEN = """"category": "奶茶", "shop": "梧桐路店", "price": $PRICE, "soldOut": false, "shopClosed": false, "priceChanged": false"""
private const val DRINKS = """{"items": [{"drinkId": "d1", "name": "珍珠奶茶", $OPEN}, {"drinkId": "d2", "name": "椰果奶茶", $OPEN}]}"""

/** What the app can do, and how it asks. */
object Shop : AppHost {
    override suspend fun call(call: Call): CallResult {
        println("app runs ${call.capability} ${call.arguments}")
        if (call.capability == "searchDrinks") return CallResult.Success(DRINKS)
        val order = json.readTree(call.arguments) as ObjectNode
        order.put("orderId", "o1").put("status", "unpaid").set<ObjectNode>("total", order["drink"]["price"])
        return CallResult.Success(order.put("name", order["drink"]["name"].asText()).toString())
    }

    override suspend fun open(call: Call): CallResult = CallResult.Success("""{"receiptId": "r1", "paid": $PRICE}""")

    override suspend fun ask(question: Question): Answer {
        println("app asks ${question.interrupt.message} ${question.interrupt.options.map { it.title }}")
        return question.interrupt.options.firstOrNull()?.let { Answer.Choose(it.id) } ?: Answer.Yes(isAuthenticated = true)
    }
}

fun tea(bundle: Path, manifest: Path): Ending = runBlocking {
    Assistant.open(bundle.toString(), ":memory:").use { assistant ->
        assistant.install(listOf(manifest.readText()))
        assistant.run("来一杯奶茶,少糖", Shop, assistant.takeApprover())
    }
}
