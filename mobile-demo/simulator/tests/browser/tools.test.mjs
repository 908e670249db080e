// Mini-tools: made by a sentence, used by touch, changed by words, kept, opened again, undone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { both, stage } from "./harness.mjs";

const own = stage();

both({
  zh: { make: "做个AA分账:总额、人数默认4,算每人多少", total: "总额", people: "人数", each: /75/, save: "保存成聚餐分账", name: "聚餐分账", color: "换成绿色", tools: "小工具", open: "打开聚餐分账" },
  en: { make: "make me a bill splitter: bill, people starting at 4, and what each pays", total: "bill", people: "people", each: /75/, save: "save it as Dinner", name: "Dinner", color: "make it green", tools: "My tools", open: "open Dinner" },
}, (language, words) => {
  test(`a tool is made, used, coloured, kept and opened again (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.say(words.make);
    const tool = phone.page.locator(".tool");
    const field = (name) => tool.getByRole("textbox", { name: new RegExp(name, "i") });
    await field(words.total).fill("300");
    await field(words.total).press("Tab");
    await tool.locator(".result", { hasText: words.each }).first().waitFor();
    assert.equal(await phone.page.evaluate(() => document.activeElement.tagName !== "BODY"), true, "the keyboard stays in the tool");
    await phone.say(words.color);
    assert.ok(await phone.page.locator(".tool-green").count());
    await phone.say(words.save);
    await phone.touch("close-tool");
    assert.equal(await tool.count(), 0);
    const list = await phone.app(words.tools);
    await list.getByText(words.name).waitFor();
    await list.getByText(words.name).click();
    await phone.rest();
    assert.equal(await field(words.total).inputValue(), "300", "what was entered is still there");
    await phone.touch("close-tool");
    await phone.say(words.open);
    assert.ok(await tool.count());
    await phone.close();
  });
});
