// What a start and a crossing cost on the JVM. `bindings/rust/benches/crossing.rs` times the work behind the crossing.
// No test: run it with `mvn -Dtest=Measure -Dsurefire.failIfNoSpecifiedTests=false verify`.

package dev.errand

import dev.errand.ffi.Assistant
import dev.errand.ffi.Event
import dev.errand.ffi.Step
import org.junit.jupiter.api.Test

class Measure {
    @Test
    fun startAndCrossing() {
        val opening = System.nanoTime()
        Assistant.open(bundle, ":memory:").close()
        println("library load and open with nothing installed ${(System.nanoTime() - opening) / 1_000_000} ms")
        Stage().use { stage ->
            val turn = stage.assistant.begin(stage.context)
            var step = turn.advance(Event.Said("跟妈妈说我到家了"), stage.moment)
            while (step is Step.Call) step = turn.advance(Event.CallDone(step.call.key, Demo.carryOut(step.call, stage.now)), stage.moment)
            check(step is Step.NeedsConfirmation)
            val (id, now) = turn.id() to stage.moment
            val times = LongArray(20_000) {
                val start = System.nanoTime()
                stage.assistant.resume(id, now).turn.close()
                System.nanoTime() - start
            }
            println("resume ${times.drop(10_000).sorted()[5_000] / 1_000} µs at the median, one crossing to close the turn with it")
        }
    }
}
