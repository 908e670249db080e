// How long a person waits: from pressing Enter to the first sign of an answer on the page, and to the answer. Run against an optimised build.

import { open } from "./harness.mjs";

const SENTENCES = [
  "order me a milk tea, no extra sugar", "帮我点一杯奶茶,不另外加糖", "tell mom I'll be late", "跟妈妈说我晚点到", "find the best restaurant tonight for a family dinner",
  "今晚找家适合家庭聚餐的好餐厅", "turn off the wifi", "关掉蓝牙", "what's the weather in Hangzhou", "上海明天天气怎么样", "where are my parcels", "帮我book一个table",
];
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const own = await open();

/** Sends a sentence; when something of the assistant stood on the page first, and when it rested, in milliseconds. */
const timed = (phone, text) => phone.page.evaluate(async (text) => {
  const count = document.querySelectorAll(".entry.it").length;
  const input = document.getElementById("say");
  input.value = text;
  const began = performance.now();
  let first = null;
  const seen = new Promise((done) => {
    const look = () => {
      const isThere = document.querySelectorAll(".entry.it").length > count || document.querySelector(".progress");
      if (isThere && first === null) {
        // Drawn, not only in the tree.
        requestAnimationFrame(() => { first ??= performance.now() - began; });
      }
      if (document.body.dataset.busy === "false" && document.querySelectorAll(".entry.it").length > count) return done(performance.now() - began);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  input.form.requestSubmit();
  return { answer: await seen, first };
}, text);

const all = { first: [], answer: [] };
for (let round = 0; round <= ROUNDS; round++) {
  for (const text of SENTENCES) {
    const phone = await own.phone({ language: "en" });
    await phone.listen();
    // The core wakes with the first question; a page that was just opened is not measured.
    const { first, answer } = await timed(phone, text);
    if (round > 0) {
      all.first.push(first ?? answer);
      all.answer.push(answer);
    }
    await phone.close();
  }
}
for (const [name, times] of Object.entries(all)) {
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(0);
  console.log(`${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${times.at(-1).toFixed(0)} ms (${times.length} sentences)`);
}
await own.end();
