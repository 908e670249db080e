// The surface that the person agrees on: what exactly will be done, by whom, for how much. Words never reach it, and it alone says yes.
//
// Also a service's own page, that an errand is handed over to and comes back from.

import { content } from "../apps/draw.js";
import { h, put } from "../dom.js";
import { lines, sum } from "../fields.js";
import { icon } from "../icons.js";
import { look } from "../home.js";
import { changed, field, local, service, state, when } from "../state.js";
import { one, t } from "../words.js";
import { approve, decline, leave, returned } from "./turn.js";

const ASKS = new Set(["needsConfirmation", "needsConsent", "needsAuthentication"]);

function rows(all) {
  return h("dl", { class: "preview-rows" }, all.map((row) =>
    h("div", { class: "pair" }, h("dt", { text: row.label }), h("dd", {}, h("span", { text: row.value }), row.origin ? h("span", { class: "origin", text: row.origin }) : row.isAssumed ? h("span", { class: "origin", text: t("assumed") }) : null))));
}

function confirmation(step) {
  const { preview } = step;
  const needsOwner = step.step === "needsAuthentication" || preview?.tier === "T4";
  const yes = state.isChecking
    ? h("button", { class: "primary wide finger", data: { focus: "finger" }, on: { click: () => { state.isChecking = false; approve(true); } } }, icon("finger"), h("span", { text: t("fingerprint") }))
    : h("button", { class: "primary", disabled: state.isBusy, data: { focus: "agree" }, text: step.step === "needsConsent" ? t("allow") : step.step === "needsAuthentication" ? t("authenticate") : t("agree"), on: { click: () => { if (needsOwner) { state.isChecking = true; changed("surface"); } else approve(false); } } });
  return h("div", { class: "ask", role: "alertdialog", "aria-modal": "false", "aria-labelledby": "ask-title", "aria-describedby": "ask-what" },
    h("h2", { id: "ask-title", text: preview?.title ?? t("authenticate") }),
    h("div", { id: "ask-what" },
      preview ? h("p", { class: "ask-who", text: preview.service }) : null,
      h("p", { class: "only-read", text: step.message }),
      preview ? rows(preview.rows) : h("p", { text: step.message }),
      preview?.lines?.map((line) => h("div", { class: "also" }, h("h3", { text: `${t("also")}: ${line.title} · ${line.service}` }), rows(line.rows))),
      preview?.amount ? h("p", { class: "amount" }, h("span", { text: t("total") }), h("strong", { text: sum(preview.amount) })) : null,
      preview?.payee ? h("p", { class: "pair" }, h("span", { text: t("payee") }), h("span", { text: preview.payee })) : null,
      preview?.consent ? h("p", { class: "consent", text: preview.consent }) : null,
      preview?.next?.length ? h("p", { class: "hint", text: `${t("afterwards")}: ${preview.next.join(", ")}` }) : null),
    h("div", { class: "ask-acts" },
      state.isChecking ? null : h("button", { disabled: state.isBusy, data: { focus: "decline" }, text: t("decline"), on: { click: decline } }),
      state.isChecking ? null : h("button", { data: { focus: "change" }, text: t("changeIt"), on: { click: () => { state.isHidden = true; changed("surface", "assistant"); } } }),
      yes));
}

/** What a page is about: the record of its service that carries one of the values of the query. */
function subject(call) {
  const values = Object.values(JSON.parse(call.arguments)).map(String);
  const tables = Object.values(state.phone.tables[call.service] ?? {}).flat();
  return tables.findLast((row) => Object.entries(row).some(([name, value]) => name.endsWith("Id") && values.includes(String(value))));
}

function page(step) {
  const record = subject(step);
  const [, drawing, colour] = look(step.service);
  const total = record?.total ?? record?.amount;
  const name = local(service(step.service)?.name);
  return h("div", { class: "page", role: "dialog", "aria-labelledby": "page-title" },
    h("header", { class: "bar" }, h("span", { class: `bar-icon tint ${colour}`, "aria-hidden": "true" }, icon(drawing)), h("h2", { id: "page-title", text: one(`${name}的页面`, `${name}'s page`) })),
    h("div", { class: "content" },
      record ? h("section", { class: "bill" }, h("h3", { text: field(record, "name") }), h("dl", {}, lines(record).map(([label, value]) => h("div", { class: "pair" }, h("dt", { text: label }), h("dd", { text: value })))), total ? h("p", { class: "amount" }, h("span", { text: t("total") }), h("strong", { text: sum(total) })) : null) : null),
    h("div", { class: "ask-acts" },
      h("button", { disabled: state.isBusy, data: { focus: "leave-page" }, text: t("leave"), on: { click: () => returned(false) } }),
      h("button", { class: "primary", disabled: state.isBusy, data: { focus: "pay" }, text: total ? `${t("pay")} ${sum(total)}` : t("finish"), on: { click: () => returned(true) } })));
}

export function start() {
  const place = document.getElementById("surface");
  let shown = null;
  let wants = null;
  // Escape puts a question aside, to be looked at again, or else the assistant; wherever in the phone the keyboard is.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !state.isOpen || document.getElementById("inspector").contains(event.target)) return;
    if (place.hidden) return leave();
    if (!ASKS.has(state.step?.step)) return;
    state.isHidden = true;
    changed("surface", "assistant");
  });
  // Tab stays on the surface.
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const all = [...place.querySelectorAll("button:not(:disabled)")];
    const edge = event.shiftKey ? all[0] : all.at(-1);
    if (document.activeElement === edge) {
      event.preventDefault();
      (event.shiftKey ? all.at(-1) : all[0]).focus();
    }
  });
  when(["surface"], () => {
    const { step } = state;
    if (step !== shown) Object.assign(state, { isHidden: false, isChecking: false });
    const drawn = step?.step === "handoff" ? page(step) : ASKS.has(step?.step) && !state.isHidden ? confirmation(step) : null;
    const isOpen = Boolean(drawn) && state.isOpen;
    const hasClosed = !place.hidden && !isOpen && state.isOpen;
    const wasOpen = !place.hidden;
    place.hidden = !isOpen;
    document.querySelector(".sheet").inert = isOpen;
    put(place, isOpen ? [h("div", { class: "shade" }), drawn] : []);
    // The answer that changes nothing has the focus first, as soon as it can be pressed.
    if (step !== shown || (isOpen && !wasOpen)) wants = "[data-focus=decline], [data-focus=leave-page]";
    if (state.isChecking) wants = "[data-focus=finger]";
    const wanted = isOpen && !state.isBusy && wants && place.querySelector(wants);
    if (wanted) {
      wanted.focus();
      wants = null;
    }
    // What had the focus is gone with the surface.
    if (hasClosed) document.getElementById("say")?.focus();
    shown = step;
  });
}
