// Questions and results as cards: options to tap, fields to fill in, and what came of an errand.

import { h } from "../dom.js";
import { lines, shown } from "../fields.js";
import { field, local, service, state } from "../state.js";
import { one, t } from "../words.js";
import { choose, provide, say } from "./turn.js";

/** The options of a question. */
export function options(step) {
  return h("ul", { class: "options" }, step.options.map((own, i) =>
    h("li", {}, h("button", { class: "option", disabled: state.isBusy, data: { focus: `option-${i}` }, on: { click: () => choose(own.id) } }, h("span", { text: own.title }), own.detail ? h("span", { class: "option-detail", text: own.detail }) : null))));
}

const INPUTS = { date: "date", time: "time", "date-time": "datetime-local" };

/** A field that fits the question, where typing words is not the easiest. Words are always taken too. */
export function answerField(step) {
  const schema = JSON.parse(step.responseSchema);
  const type = INPUTS[schema.format] ?? (["integer", "number"].includes(schema.type) ? "number" : null);
  if (!type) return null;
  const submit = (event) => {
    event.preventDefault();
    const { value } = event.target.elements.value;
    if (value === "") return;
    provide(type === "number" ? Number(value) : value, type === "number" ? value : value.replace("T", " "));
  };
  return h("form", { class: "answer", on: { submit } },
    h("input", { name: "value", type, "aria-label": step.message, min: schema.minimum, max: schema.maximum, step: schema.type === "integer" ? 1 : undefined, required: true, data: { focus: "value" } }),
    h("button", { class: "primary", text: t("done"), data: { focus: "provide" } }));
}

const KEPT = { verified: ["✓", ["符合", "kept"]], unknown: ["?", ["未知", "unknown"]], violated: ["✗", ["不符合", "not kept"]] };
const KINDS = {
  budget: ["预算", "budget"], budgetPerPerson: ["人均", "per person"], distance: ["距离", "distance"], headcount: ["人数", "people"], time: ["时间", "time"], deliverBy: ["送达", "delivery"],
  dietary: ["口味", "food"], rating: ["评分", "rating"], membership: ["会员", "membership"], fulfilment: ["方式", "way"], inventory: ["库存", "stock"],
};

function constraints(all) {
  return h("p", { class: "kept" }, all.map(({ kind, kept }) => {
    const [mark, words] = KEPT[kept];
    return h("span", { class: `kept-${kept}` }, h("span", { "aria-hidden": "true", text: `${mark} ` }), one(...(KINDS[kind] ?? [kind, kind])), h("span", { class: "only-read", text: ` ${one(...words)}` }));
  }));
}

const MAX_ROWS = 5;

function rowsOf(output) {
  const list = Object.values(output).find((value) => Array.isArray(value) && value.every((own) => own && typeof own === "object"));
  return list ?? null;
}

function card(result) {
  const head = h("p", { class: "card-head", text: local(service(result.service)?.name) });
  if (result.found?.length) {
    const isMixed = result.found.some((own) => own.service !== result.service);
    return h("div", { class: "card" }, isMixed ? null : head, h("ul", {}, result.found.slice(0, MAX_ROWS).map((own) => h("li", {}, h("strong", { text: own.title }), own.detail ? h("span", { text: ` ${own.detail}` }) : null, isMixed ? h("span", { class: "card-head", text: ` ${local(service(own.service)?.name)}` }) : null, own.constraints.length ? constraints(own.constraints) : null))));
  }
  const output = JSON.parse(result.output);
  const rows = rowsOf(output);
  const line = ([label, value]) => h("div", { class: "pair" }, h("dt", { text: label }), h("dd", { text: value }));
  if (rows) {
    if (!rows.length) return null;
    return h("div", { class: "card" }, head, h("ul", {}, rows.slice(0, MAX_ROWS).map((row) => h("li", {}, h("strong", { text: field(row, "name") || shown("", row.text) }), h("dl", {}, lines(row).filter(([, value]) => value !== field(row, "name")).map(line))))));
  }
  const all = lines(output);
  if (!all.length) return null;
  return h("div", { class: "card" }, head, field(output, "name") ? h("strong", { text: field(output, "name") }) : null, h("dl", {}, all.map(line)));
}

/** What came of the acts: a card for each that has something to show, and a way to take it back. */
export function results(all) {
  return all.flatMap((result) => {
    const made = [];
    if ((result.card && result.output) || result.found?.length) made.push(card(result));
    if (result.undo && result.outcome === "completed") {
      const title = local(service(result.service)?.capabilities.find((own) => own.id === result.undo)?.title) || t("undo");
      made.push(h("button", { class: "chip", text: `${t("undo")}: ${title}`, on: { click: () => say(t("undoWords")) } }));
    }
    return made.filter(Boolean);
  });
}
