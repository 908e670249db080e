// What lasts: a slow call with its progress, a cancellation, a killed core, a reloaded page, a server that is gone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { both, stage } from "./harness.mjs";

const own = stage();

both({ zh: { say: "我的快递到哪了", cancelled: /取消/ }, en: { say: "where are my parcels", cancelled: /cancelled/i } }, (language, words) => {
  test(`a slow call shows its progress and can be cancelled (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.fault({ kind: "slow", isOn: true });
    await phone.listen();
    await phone.page.fill("#say", words.say);
    await phone.page.press("#say", "Enter");
    const progress = phone.page.locator(".progress");
    await progress.waitFor();
    await phone.page.locator("[data-focus=cancel]").click();
    await phone.rest();
    assert.match(await phone.told(), words.cancelled);
    assert.equal(await progress.count(), 0);
    await phone.close();
  });
});

both({ zh: { say: "在叶子茶点一杯手打柠檬茶,去冰", done: /¥15\.00/, killed: /结束/ }, en: { say: "order a lemon tea with no ice from Leaf Tea", done: /¥15\.00/, killed: /killed/i } }, (language, words) => {
  test(`killed on the pay page it goes on there, and is paid once (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.say(words.say);
    if (await phone.page.locator(".option").count()) await phone.page.locator(".option").first().click();
    await phone.rest();
    await phone.agree();
    await phone.page.locator(".page").waitFor();
    const core = await phone.tab("core");
    await core.getByRole("button").first().click();
    await phone.page.locator(".entry.note", { hasText: words.killed }).waitFor();
    assert.equal(await phone.page.locator(".page").count(), 0);
    await phone.page.locator("[data-focus=restart]").click();
    await phone.page.locator(".page").waitFor();
    await phone.touch("pay");
    assert.match(await phone.told(), words.done);
    const orders = await phone.page.evaluate(async () => (await import("/state.js")).state.phone.tables["com.leaf.tea"].orders);
    assert.deepEqual(orders.map((order) => order.status), ["paid"]);
    await phone.close();
  });

  test(`a reload comes back to the open question and to what was said (${language})`, async () => {
    const phone = await own.phone({ language });
    await phone.say(words.say);
    await phone.page.reload();
    await phone.page.waitForSelector("[data-ready]");
    assert.ok(await phone.page.locator(".entry.me", { hasText: words.say }).count());
    if (await phone.page.locator(".option").count()) await phone.choose("");
    assert.ok(await phone.asked(), `the confirmation is there again: ${await phone.told()}`);
    await phone.close();
  });
});

test("two tabs are two phones", async () => {
  const [one, other] = [await own.phone(), await own.phone()];
  await one.say("remind me to water the plants tomorrow at 8 am");
  const list = await other.app("Reminders");
  assert.equal(await list.getByText("water the plants").count(), 0);
  await one.close();
  await other.close();
});

test("without the token the page says what to do", async () => {
  const page = await (await own.browser.newContext({ locale: "en-US" })).newPage();
  await page.goto(own.server.address.replace(/#.*/, ""));
  await page.getByRole("alert").waitFor();
  assert.match(await page.getByRole("alert").innerText(), /address/);
  await page.context().close();
});

test("a page of another origin can read nothing", async () => {
  const { createServer } = await import("node:http");
  const evil = createServer((_, answer) => answer.end("<!doctype html><title>other</title>"));
  await new Promise((ready) => evil.listen(0, "127.0.0.1", ready));
  const page = await (await own.browser.newContext()).newPage();
  await page.goto(`http://127.0.0.1:${evil.address().port}/`);
  const [base, token] = own.server.address.split("/#");
  const got = await page.evaluate(async ([base, token]) => {
    try {
      const answer = await fetch(`${base}/api/phones`, { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body: '{"zone":"UTC"}' });
      return answer.status;
    } catch {
      return "refused";
    }
  }, [base, token]);
  assert.equal(got, "refused", "even with the token");
  await page.context().close();
  evil.close();
});
