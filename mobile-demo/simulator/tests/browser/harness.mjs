// A server of its own for each file of tests, and pages in headless Chromium that are used as a person uses them.
//
// Decides how the binary and the browser are found.

import { chromium } from "playwright-core";
import { spawn } from "node:child_process";
import { after, before } from "node:test";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "../../../..");
const TARGET = process.env.ERRAND_TARGET ?? join(ROOT, "target/release");

/** Wednesday 25 November 2026, half past nine in Shanghai: the time that all conversations take place at. */
export const MORNING = "2026-11-25T09:30:00+08:00[Asia/Shanghai]";

/** `cargo xtask` names the one that it has found. */
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Starts the simulator; its address and how to stop it. */
function serve(...more) {
  const learned = join(ROOT, "target/tmp/simulator.db");
  const server = spawn(join(TARGET, "errand-simulator"), ["--port", "0", "--now", MORNING, "--learned", learned, ...more], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((ready, failed) => {
    let text = "";
    server.stdout.on("data", (part) => {
      text += part;
      const address = text.match(/http:\S+/)?.[0];
      if (address) ready({ address, stop: () => new Promise((ended) => { server.once("exit", ended); server.kill("SIGTERM"); }) });
    });
    server.once("error", failed);
    server.once("exit", (code) => failed(new Error(`errand-simulator ended with ${code}`)));
  });
}

async function openBrowser() {
  // Chromium as root needs --no-sandbox; the pages are our own.
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
}

/** A server and a browser: how to open a phone in them, and how to end both. */
export async function open(...more) {
  const server = await serve(...more);
  const browser = await openBrowser().catch(async (why) => {
    await server.stop();
    throw why;
  });
  return {
    server,
    browser,
    phone: (options) => Phone.open(browser, server.address, options),
    end: async () => {
      await browser.close();
      await server.stop();
    },
  };
}

/** The same for a file of tests, from before the first to after the last. */
export function stage(...more) {
  const own = {};
  before(async () => { Object.assign(own, await open(...more)); });
  after(() => own.end?.());
  return own;
}

/** A page with a phone of its own. */
class Phone {
  constructor(page) {
    this.page = page;
    this.errors = [];
  }

  static async open(browser, address, { language = "en", ...options } = {}) {
    const context = await browser.newContext({ locale: language === "zh" ? "zh-CN" : "en-US", timezoneId: "Asia/Shanghai", viewport: { width: 1360, height: 900 }, reducedMotion: "reduce", ...options });
    context.setDefaultTimeout(10_000);
    const phone = new Phone(await context.newPage());
    // Anything that a page reports as wrong fails the test that ends next.
    phone.page.on("pageerror", (error) => phone.errors.push(error.stack));
    phone.page.on("console", (message) => { if (message.type() === "error") phone.errors.push(message.text()); });
    await phone.page.goto(address);
    await phone.page.waitForSelector("[data-ready]");
    return phone;
  }

  async close() {
    await this.page.context().close();
    if (this.errors.length) throw new Error(`the page reported: ${this.errors.join("\n")}`);
  }

  /** Waits until the assistant waits for the person. */
  async rest() {
    await this.page.waitForFunction(() => document.body.dataset.busy === "false");
  }

  async listen() {
    if (await this.page.locator("#assistant").isHidden()) await this.page.locator(".invite").click();
  }

  async say(text) {
    await this.listen();
    await this.page.fill("#say", text);
    await this.page.press("#say", "Enter");
    await this.rest();
    return this.told();
  }

  async press(name) {
    await this.page.getByRole("button", { name, exact: true }).click();
    await this.rest();
  }

  /** By its mark, which is the same in both languages. */
  async touch(mark) {
    await this.page.locator(`[data-focus="${mark}"]`).click();
    await this.rest();
  }

  /** The assistant's latest words, without cards. */
  async told() {
    return this.page.locator(".entry.it > p").last().innerText();
  }

  option(text) {
    return this.page.locator(".option", { hasText: text });
  }

  async choose(text) {
    await this.option(text).first().click();
    await this.rest();
  }

  /** What the confirmation shows, or null. */
  async asked() {
    const ask = this.page.locator(".ask");
    return (await ask.count()) ? ask.innerText() : null;
  }

  /** Agrees on the surface, with the finger where it is asked for. */
  async agree() {
    await this.touch("agree");
    const finger = this.page.locator("[data-focus=finger]");
    if (await finger.count()) await this.touch("finger");
  }

  /** Leaves the assistant and opens an app from the home screen. */
  async app(name) {
    await this.page.keyboard.press("Escape");
    await this.page.locator("[data-focus=home]").click();
    await this.page.getByRole("button", { name: new RegExp(`^${name}\\s*(,|$)`) }).click();
    return this.page.locator("#screen .content");
  }

  async tab(name) {
    await this.page.locator(`#tab-${name}`).click();
    return this.page.locator("#panel");
  }

  /** The orders of a shop, as its server has them. */
  async orders(service = "com.bubble.tea") {
    return this.page.evaluate(async (service) => (await import("/state.js")).state.phone.tables[service].orders, service);
  }

  /** Sets a fault as the inspector does. */
  async fault(fault) {
    await this.page.evaluate(async (fault) => (await import("/assistant/turn.js")).setFault(fault), fault);
  }
}

/** Runs `test` for both languages: each row has the words of one. */
export function both(rows, run) {
  for (const [language, words] of Object.entries(rows)) run(language, words);
}
