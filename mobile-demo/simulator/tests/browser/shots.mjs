// Takes the pictures in docs/images: the main screens, as the README and the guides show them.

import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { open } from "./harness.mjs";

const OUT = join(resolve(dirname(fileURLToPath(import.meta.url)), "../../../.."), "docs/images");
const own = await open();

async function take(name, options, work) {
  const phone = await own.phone(options);
  await work(phone);
  // What fades and what is spun would make each picture another one.
  await phone.page.waitForTimeout(300);
  await phone.page.screenshot({ path: join(OUT, `${name}.png`), animations: "disabled", clip: options.clip });
  await phone.close();
  console.log(join(OUT, `${name}.png`));
}

/** The phone alone. */
const alone = { viewport: { width: 400, height: 844 } };

await take("simulator", { language: "en" }, async (phone) => {
  await phone.say("order me a milk tea, no extra sugar");
  await phone.choose("Original Boba");
  await phone.tab("choice");
  await phone.page.locator("#panel tbody tr").first().waitFor();
});
await take("simulator-dark", { language: "zh", colorScheme: "dark" }, async (phone) => {
  await phone.say("帮我点一杯奶茶,不另外加糖");
  await phone.choose("原味波霸");
  await phone.tab("plan");
  await phone.page.locator("#panel rect").first().waitFor();
});
await take("home-zh", { language: "zh", ...alone }, async () => {});
await take("confirmation-zh", { language: "zh", ...alone }, async (phone) => {
  await phone.say("提醒我六点开会,顺便告诉小王");
});
await take("family-dinner-en", { language: "en", ...alone }, async (phone) => {
  await phone.say("find the best restaurant tonight for a family dinner");
});
await take("tool-en", { language: "en", ...alone }, async (phone) => {
  await phone.say("make me a bill splitter: bill, people starting at 4, and what each pays");
  await phone.page.getByRole("textbox", { name: /bill/i }).fill("300");
  await phone.page.getByRole("textbox", { name: /bill/i }).press("Tab");
  await phone.page.locator(".result", { hasText: "75" }).first().waitFor();
});
await own.end();
