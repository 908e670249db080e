// That everyone can use it: axe on the main screens, light and dark, wide and narrow, in both languages; and a tea by keyboard alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import { both, stage } from "./harness.mjs";

const own = stage();

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function check(phone, where) {
  await phone.page.evaluate(axe.source);
  const { violations } = await phone.page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), TAGS);
  assert.deepEqual(violations.map((found) => `${where}: ${found.id}: ${found.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`), []);
}

const LOOKS = [
  { name: "light", colorScheme: "light" },
  { name: "dark", colorScheme: "dark" },
  { name: "narrow", viewport: { width: 390, height: 844 }, colorScheme: "light" },
];

both({
  zh: { tea: "帮我点一杯奶茶,不另外加糖", tool: "做个AA分账:总额、人数默认4,算每人多少", apps: ["消息", "叶子茶", "音乐", "设置", "市社保", "读读", "钱包"], chat: "妈妈" },
  en: { tea: "order me a milk tea, no extra sugar", tool: "make me a bill splitter: bill, people starting at 4, and what each pays", apps: ["Messages", "Leaf Tea", "Music", "Settings", "Social Security", "Reads", "Wallet"], chat: "Mom" },
}, (language, words) => {
  for (const { name, ...look } of LOOKS) {
    test(`the main screens have no barrier that axe finds (${language}, ${name})`, async () => {
      const phone = await own.phone({ language, ...look });
      await check(phone, "home");
      await phone.listen();
      await check(phone, "assistant");
      await phone.say(words.tea);
      await check(phone, "options");
      await phone.page.locator(".option").nth(1).click();
      await phone.rest();
      await check(phone, "confirmation");
      await phone.agree();
      await check(phone, "page");
      await phone.touch("pay");
      await check(phone, "receipt");
      await phone.say(words.tool);
      await check(phone, "tool");
      for (const app of words.apps) {
        await phone.app(app);
        await check(phone, app);
      }
      await phone.app(words.apps[0]);
      await phone.page.getByRole("button", { name: words.chat }).first().click();
      await check(phone, "chat");
      if (name !== "narrow") {
        for (const tab of ["understanding", "choice", "plan", "record", "faults", "switchesOf", "memory", "core"]) {
          const panel = await phone.tab(tab);
          await panel.locator(":scope > :not(h2)").first().waitFor();
          await check(phone, tab);
        }
      }
      await phone.close();
    });
  }

  test(`a tea is ordered by keyboard alone (${language})`, async () => {
    const phone = await own.phone({ language });
    const { keyboard } = phone.page;
    const focusIs = (mark) => phone.page.waitForFunction((mark) => document.activeElement?.dataset.focus === mark, mark);
    const tabTo = async (mark, key = "Tab") => {
      for (let i = 0; i < 60; i++) {
        if (await phone.page.evaluate((mark) => document.activeElement?.dataset.focus === mark, mark)) return;
        await keyboard.press(key);
      }
      assert.fail(`${mark} cannot be reached`);
    };
    await tabTo("invite");
    await keyboard.press("Enter");
    await focusIs("say");
    await keyboard.type(words.tea);
    await keyboard.press("Enter");
    await phone.rest();
    await tabTo("option-1", "Shift+Tab");
    await keyboard.press("Enter");
    await phone.rest();
    await focusIs("decline");
    await tabTo("agree");
    await keyboard.press("Enter");
    await focusIs("finger");
    await keyboard.press("Enter");
    await focusIs("leave-page");
    await tabTo("pay");
    await keyboard.press("Enter");
    await phone.rest();
    assert.match(await phone.told(), /¥13\.00/);
    await phone.close();
  });
});
