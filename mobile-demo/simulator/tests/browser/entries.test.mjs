// The ways to the assistant, what comes along with each, and that content gives no orders.

import assert from "node:assert/strict";
import { test } from "node:test";
import { both, stage } from "./harness.mjs";

const own = stage();

const isOpen = (phone) => phone.page.locator("#assistant").isVisible();

both({ zh: { app: "消息", chat: "妈妈", ask: "问助手", text: "晚上回来吃饭吗?炖了排骨汤", forward: "把这个转发给李雷", origin: "妈妈" }, en: { app: "Messages", chat: "Mom", ask: "Ask the assistant", text: "Are you home for dinner? I made rib soup", forward: "forward this to Li Lei", origin: "Mom" } }, (language, words) => {
  test(`by button, by a swipe to the right, from the plus menu of a chat (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.page.locator(".invite").click();
    assert.ok(await isOpen(phone));
    await phone.page.keyboard.press("Escape");
    assert.ok(!(await isOpen(phone)));
    const box = await phone.page.locator(".home").boundingBox();
    await phone.page.mouse.move(box.x + 60, box.y + 30);
    await phone.page.mouse.down();
    await phone.page.mouse.move(box.x + 260, box.y + 34, { steps: 6 });
    await phone.page.mouse.up();
    assert.ok(await isOpen(phone), "a swipe opens it");
    const chats = await phone.app(words.app);
    await chats.getByRole("button", { name: words.chat }).first().click();
    await phone.page.locator("[data-focus=plus]").click();
    await phone.page.locator("[data-focus=plus-assistant]").click();
    assert.ok(await isOpen(phone), "the plus menu opens it");
    assert.equal(await phone.page.locator(".about").count(), 0, "nothing of the chat comes along unasked");
    await phone.close();
  });

  test(`a long press on a message brings that message, with whose words they are (${language})`, async () => {
    const phone = await own.phone({ language });
    const chats = await phone.app(words.app);
    await chats.getByRole("button", { name: words.chat }).first().click();
    const bubble = phone.page.locator(".bubble", { hasText: words.text });
    const box = await bubble.boundingBox();
    await phone.page.mouse.move(box.x + 20, box.y + 12);
    await phone.page.mouse.down();
    await phone.page.waitForSelector("[data-focus=ask-about]");
    await phone.page.mouse.up();
    await phone.page.locator("[data-focus=ask-about]").click();
    assert.ok((await phone.page.locator(".about").innerText()).includes(words.text));
    await phone.say(words.forward);
    const asked = await phone.asked();
    assert.ok(asked.includes(words.text) && asked.includes(words.origin), asked);
    await phone.agree();
    assert.equal(await phone.page.locator(".about").count(), 0, "it came along once");
    await phone.close();
  });
});

both({ zh: { reads: "读读", article: "一篇想指挥您助手的文章", say: "记一下这篇文章", name: "李雷" }, en: { reads: "Reads", article: "An article that tries to give orders", say: "make a note of this article", name: "Li Lei" } }, (language, words) => {
  test(`an article is asked about, and its orders are nobody's (${language})`, async () => {
    const phone = await own.phone({ language });
    const list = await phone.app(words.reads);
    await list.getByRole("button", { name: words.article }).click();
    await phone.page.locator("[data-focus=ask-article]").click();
    await phone.say(words.say);
    const calls = await phone.page.evaluate(async () => {
      const { state } = await import("/state.js");
      return state.lines.filter((line) => line.line === "step" && ["call", "calls"].includes(line.step.step)).flatMap((line) => line.step.calls ?? [line.step]).map((call) => call.capability);
    });
    assert.ok(!calls.includes("getRecords") && !calls.includes("sendMessage"), calls.join());
    await phone.close();
  });
});

both({ zh: { say: "打开手电筒", app: "设置" }, en: { say: "turn off the wifi", app: "Settings" } }, (language, words) => {
  test(`the app does by hand what it did before, with the assistant closed (${language})`, async () => {
    const phone = await own.phone({ language });
    const settings = await phone.app(words.app);
    const wifi = settings.getByRole("switch", { name: "Wi-Fi" });
    assert.equal(await wifi.getAttribute("aria-checked"), "true");
    await wifi.click();
    await phone.page.waitForFunction(() => document.querySelector("[data-focus=wifi]").getAttribute("aria-checked") === "false");
    const lines = await phone.page.evaluate(async () => (await import("/state.js")).state.lines.length);
    assert.equal(lines, 0, "no turn was begun");
    await phone.close();
  });
});
