// The inspector: what it shows of a turn, and what it changes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { both, stage } from "./harness.mjs";

const own = stage();

both({
  zh: { say: "帮我点一杯奶茶,不另外加糖", sugar: "sugar=\"none\"", service: "星幕影院", ask: "今晚有什么电影", remind: "提醒我明天早上八点交房租", user: "user" },
  en: { say: "order me a milk tea, no extra sugar", sugar: "sugar=\"none\"", service: "Star Cinema", ask: "what films are on tonight", remind: "remind me to water the plants tomorrow at 8 am", user: "user" },
}, (language, words) => {
  test(`every view of a turn holds what the core knows (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.say(words.say);
    let panel = await phone.tab("turns");
    assert.ok(await panel.getByText("needsDisambiguation").count());
    await panel.locator("summary").first().click();
    JSON.parse(await panel.locator("pre").first().innerText());
    panel = await phone.tab("understanding");
    await panel.getByText(words.sugar).first().waitFor();
    panel = await phone.tab("choice");
    await panel.locator("tbody tr").first().waitFor();
    assert.equal(await panel.locator("tbody tr").count(), 2, "two shops were weighed");
    panel = await phone.tab("plan");
    assert.ok((await panel.locator("rect").count()) >= 4);
    panel = await phone.tab("record");
    await panel.locator("summary").first().waitFor();
    assert.ok((await panel.locator("summary").count()) >= 3);
    panel = await phone.tab("core");
    assert.match(await panel.innerText(), /ms/);
    await phone.close();
  });

  test(`a service that is switched off is no longer known (${language})`, async () => {
    const phone = await own.phone({ language });
    const panel = await phone.tab("switchesOf");
    const off = panel.locator('[data-focus="com.star.cinema-enabled"]');
    await off.waitFor();
    await off.click();
    await phone.page.waitForFunction(() => document.querySelector('[data-focus="com.star.cinema-enabled"]')?.getAttribute("aria-checked") === "false");
    await phone.say(words.ask);
    const used = await phone.page.evaluate(async () => JSON.stringify((await import("/state.js")).state.lines).includes("com.star.cinema"));
    assert.equal(used, false);
    const cinema = await phone.app(words.service);
    assert.ok((await cinema.locator(".row").count()) > 3, "the service itself goes on");
    await phone.close();
  });

  test(`the words of a turn are forgotten, and the chain stays whole (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.say(words.remind);
    let panel = await phone.tab("memory");
    const forget = panel.locator("li", { hasText: /^t\d+/ }).getByRole("button");
    await forget.waitFor();
    await forget.click();
    panel = await phone.tab("record");
    await phone.page.waitForTimeout(0);
    const record = await phone.page.evaluate(async () => {
      const [{ recordOf }, { state }] = [await import("/assistant/turn.js"), await import("/state.js")];
      for (let i = 0; i < 50; i++) {
        const { record } = await recordOf(state.turn);
        if (!record.words.length) return "forgotten";
        await new Promise((later) => setTimeout(later, 50));
      }
      return "still there";
    });
    assert.equal(record, "forgotten");
    await phone.close();
  });
});
