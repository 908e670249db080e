// What an engineer looks at beside the phone. Everything here is asked of the core; nothing is worked out on the page.

import { h, put } from "../dom.js";
import { changed, state, when } from "../state.js";
import { t } from "../words.js";
import { drawCore, drawFaults, drawMemory, drawServices } from "./controls.js";
import { drawChoice, drawPlan, drawRecord, drawSteps, drawUnderstanding } from "./views.js";

const TABS = [
  ["turns", drawSteps], ["understanding", drawUnderstanding], ["choice", drawChoice], ["plan", drawPlan], ["record", drawRecord],
  ["faults", drawFaults], ["switchesOf", drawServices], ["memory", drawMemory], ["core", drawCore],
];

let tab = "turns";

/** Draws the open tab into a place; what it must fetch it fetches by itself, once for each turn. */
export function start() {
  const place = document.getElementById("inspector");
  const tabs = h("div", { class: "tabs", role: "tablist" });
  const panel = h("div", { id: "panel", class: "panel", role: "tabpanel", tabindex: 0 });
  place.append(tabs, panel);
  const go = (name) => { tab = name; changed("inspector"); };
  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = TABS.findIndex(([name]) => name === tab);
    go(TABS[(at + step + TABS.length) % TABS.length][0]);
    queueMicrotask(() => tabs.querySelector("[aria-selected=true]").focus());
  });
  when(["inspector"], () => {
    place.setAttribute("aria-label", t("inspector"));
    put(tabs, TABS.map(([name]) => h("button", { role: "tab", id: `tab-${name}`, "aria-selected": tab === name ? "true" : "false", "aria-controls": "panel", tabindex: tab === name ? 0 : -1, data: { focus: `tab-${name}` }, text: t(name), on: { click: () => go(name) } })));
    panel.setAttribute("aria-labelledby", `tab-${tab}`);
    const made = TABS.find(([name]) => name === tab)[1]();
    put(panel, h("h2", { class: "only-read", text: t(tab) }), made ?? []);
  });
}

/** Fetches once for a key and draws again when it is there; nothing until then. */
const fetched = new Map();

export function once(name, key, fetch) {
  const kept = fetched.get(name);
  if (kept?.key === key) return kept.value;
  // What was there stays until the new is: nothing flickers, and the keyboard keeps its place.
  fetched.set(name, { key, value: kept && kept.turn === state.turn ? kept.value : null, turn: state.turn });
  const own = fetched.get(name);
  fetch().then((value) => { own.value = value; }, (error) => { own.value = { error: error.message }; }).finally(() => { if (fetched.get(name) === own) changed("inspector"); });
  return own.value;
}

/** Fetches it anew the next time. */
export const forget = (name) => { const kept = fetched.get(name); if (kept) kept.key = null; };
