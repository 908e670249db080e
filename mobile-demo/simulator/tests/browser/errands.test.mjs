// The three errands end to end in both languages, and what may go wrong with them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { both, stage } from "./harness.mjs";

const own = stage("--longest-wait-ms", "600");

const TEA = {
  zh: { say: "帮我点一杯奶茶,不另外加糖", pick: "原味波霸奶茶", none: "无糖", sum: "¥13.00", done: /¥13\.00/, shop: "泡泡茶铺", leaf: "叶子茶", paid: "已付款", other: "换叶子茶", fail: /没有成功|撤回/, declined: /没有付款/, gone: /暂时没有|没有了|不可用|换/ },
  en: { say: "order me a milk tea, no extra sugar", pick: "Original Boba Milk Tea", none: "no sugar", sum: "¥13.00", done: /¥13\.00/, shop: "Bubble House", leaf: "Leaf Tea", paid: "paid", other: "use Leaf Tea", fail: /did not work|taken back/i, declined: /nothing was paid/i, gone: /not available/i },
};

async function tea(phone, words) {
  await phone.say(words.say);
  await phone.choose(words.pick);
}

both(TEA, (language, words) => {
  test(`a tea is ordered, paid on the shop's page, and stands in the shop (${language})`, async () => {
    const phone = await own.phone({ language });
    const before = (await phone.orders()).length;
    await tea(phone, words);
    const asked = await phone.asked();
    for (const shown of [words.none, words.sum, words.shop]) assert.ok(asked.includes(shown), `${shown} in ${asked}`);
    await phone.agree();
    assert.ok((await phone.page.locator(".page").innerText()).includes(words.sum), "the page shows the sum");
    await phone.touch("pay");
    assert.match(await phone.told(), words.done);
    const orders = await phone.orders();
    assert.deepEqual([orders.length, orders.at(-1).status, orders.at(-1).sugar], [before + 1, "paid", "none"]);
    const shop = await phone.app(words.shop);
    assert.ok((await shop.innerText()).includes(orders.at(-1).orderId), "the order stands in the shop");
    await phone.close();
  });

  test(`a declined payment pays nothing (${language})`, async () => {
    const phone = await own.phone({ language });
    await tea(phone, words);
    await phone.touch("decline");
    assert.match(await phone.told(), words.declined);
    assert.notEqual((await phone.orders()).at(-1).status, "paid");
    await phone.close();
  });

  test(`leaving the pay page takes the order back (${language})`, async () => {
    const phone = await own.phone({ language });
    await tea(phone, words);
    await phone.agree();
    await phone.touch("leave-page");
    assert.match(await phone.told(), words.fail);
    assert.equal((await phone.orders()).at(-1).status, "cancelled");
    await phone.close();
  });

  test(`an order whose answer is lost is never made twice (${language})`, async () => {
    const phone = await own.phone({ language });
    const before = (await phone.orders()).length;
    await phone.say(words.say);
    await phone.fault({ kind: "lost", service: "com.bubble.tea", capability: "createOrder" });
    await phone.choose(words.pick);
    const asked = await phone.asked();
    if (asked) await phone.touch("decline");
    assert.equal((await phone.orders()).length, before + 1);
    await phone.close();
  });

  test(`a drink that is sold out at the order leads on, said aloud (${language})`, async () => {
    const phone = await own.phone({ language });
    const before = (await phone.orders()).length;
    await phone.say(words.say);
    await phone.fault({ kind: "code", service: "com.bubble.tea", capability: "createOrder", code: "SOLD_OUT" });
    await phone.choose(words.pick);
    const told = (await phone.page.locator(".entry.it").allInnerTexts()).slice(1).join("\n");
    assert.match(told, words.gone);
    assert.equal((await phone.orders()).length, before, "nothing was ordered there");
    await phone.close();
  });

  test(`a price that changed is a new question, with the new sum (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.say(words.say);
    await phone.fault({ kind: "prices", service: "com.leaf.tea" });
    await phone.say(words.other);
    await phone.page.locator(".option").first().click();
    await phone.rest();
    assert.ok((await phone.asked()).includes("¥16.80"), await phone.asked());
    await phone.close();
  });
});

both({ zh: { say: "查一下我今年的社保记录", year: "2026", offline: /连不上|网络|联网/, declined: /没有|不/ }, en: { say: "check this year's social security records", year: "2026", offline: /reach|connection|offline/i, declined: /did not|without/i } }, (language, words) => {
  test(`social security asks for consent and for its owner, and shows values on the card alone (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.say(words.say);
    assert.ok((await phone.asked()).includes(words.year));
    await phone.agree();
    if (await phone.asked()) await phone.agree();
    const card = await phone.page.locator(".entry.it .card").last().innerText();
    assert.match(card, /¥/);
    assert.doesNotMatch(await phone.told(), /¥/, "values are on the card, not in words");
    await phone.close();
  });

  test(`without a connection it says so, and nothing is shown (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.fault({ kind: "offline", isOn: true });
    await phone.say(words.say);
    while (await phone.asked()) await phone.agree();
    assert.match(await phone.told(), words.offline);
    assert.equal(await phone.page.locator(".entry.it .card").count(), 0);
    await phone.close();
  });

  test(`a no to the service ends it (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.say(words.say);
    await phone.touch("decline");
    assert.equal(await phone.asked(), null);
    assert.equal(await phone.page.locator(".entry.it .card").count(), 0);
    await phone.close();
  });
});

both({ zh: { say: "今晚找家适合家庭聚餐的好餐厅", name: "静园家宴" }, en: { say: "find the best restaurant tonight for a family dinner", name: "Garden House" } }, (language, words) => {
  test(`restaurants of all services come as one answer (${language})`, async () => {
    const phone = await own.phone({ language });
    const told = await phone.say(words.say);
    assert.ok(told.includes(words.name), told);
    const panel = await phone.tab("choice");
    await panel.locator("table").first().waitFor();
    assert.equal(await panel.locator("tbody tr").count(), 3, "three services were weighed");
    await phone.close();
  });
});

both({ zh: { say: "跟妈妈说我晚点到", to: "妈妈", app: "消息", text: "我晚点到", remind: "提醒我明天早上八点给花浇水", reminders: "提醒事项", what: "给花浇水", undo: "撤销", already: 0 }, en: { say: "tell mom I'll be late", to: "妈妈", chat: "Mom", app: "Messages", text: "I'll be late", remind: "remind me to water the plants tomorrow at 8 am", reminders: "Reminders", what: "water the plants", undo: "Undo", already: 0 } }, (language, words) => {
  test(`a message is shown before it is sent, and then stands in the chat (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.say(words.say);
    const asked = await phone.asked();
    assert.ok(asked.includes(words.to) && asked.includes(words.text), asked);
    await phone.agree();
    const chats = await phone.app(words.app);
    await chats.getByRole("button", { name: words.chat ?? words.to }).first().click();
    assert.ok((await phone.page.locator(".bubble.mine").last().innerText()).includes(words.text));
    await phone.close();
  });

  test(`a reminder is set and stands in its app (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.say(words.remind);
    const list = await phone.app(words.reminders);
    assert.ok(await list.getByText(words.what).count());
    // And is taken back by the chip beside the answer, after its own question.
    await phone.page.locator("[data-focus=home]").click();
    await phone.listen();
    await phone.page.getByRole("button", { name: new RegExp(`^${words.undo}`) }).click();
    await phone.rest();
    assert.ok((await phone.asked()).includes(words.what));
    await phone.agree();
    assert.equal(await (await phone.app(words.reminders)).getByText(words.what).count(), words.already);
    await phone.close();
  });
});
