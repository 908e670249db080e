// A mini-tool as the core has drawn it: each part in the page's own controls. What a touch does is the core's matter.

import { h, svg } from "../dom.js";
import { icon } from "../icons.js";
import { changed, state } from "../state.js";
import { t } from "../words.js";
import { cancel, touch } from "./turn.js";

const TYPES = { number: "text", money: "text", text: "text", date: "date", duration: "text" };

const enter = (part, entered, rest = {}) => touch({ part: part.id, act: "enter", entered: String(entered), ...rest });
const press = (part, act = "press", rest = {}) => touch({ part: part.id, act, ...rest });

/** A field for a value of a type. `key` keeps the focus when the tool is drawn anew. */
function input(key, label, takes, options, value, changedTo) {
  // Only once the keyboard has gone on to the next field: the tool is drawn anew, and the focus goes where it is then.
  const on = { change: ({ target }) => setTimeout(() => changedTo(target.value)) };
  if (takes === "choice") return h("select", { "aria-label": label, data: { focus: key }, on }, h("option", { value: "", text: t("choose") }), options.map((own) => h("option", { value: own, text: own, selected: own === value })));
  if (takes === "toggle") return h("button", { class: value === "true" ? "switch on" : "switch", role: "switch", "aria-checked": value === "true" ? "true" : "false", "aria-label": label, data: { focus: key }, on: { click: () => changedTo(value === "true" ? "false" : "true") } });
  return h("input", { type: TYPES[takes] ?? "text", inputmode: ["number", "money"].includes(takes) ? "decimal" : null, "aria-label": label, value, autocomplete: "off", data: { focus: key }, on });
}

function clock(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const rest = `${String(Math.floor(seconds / 60) % 60).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  return seconds >= 3600 ? `${Math.floor(seconds / 3600)}:${rest}` : rest;
}

function timer(part) {
  const own = part.timer;
  const shown = h("strong", { class: "timer-left", role: "timer", text: clock(own.leftMs) });
  if (own.isRunning) {
    const end = Date.now() + own.leftMs;
    const ticking = setInterval(() => {
      // Drawn anew or left: what is no longer shown ticks no longer.
      if (!shown.isConnected) return clearInterval(ticking);
      const left = end - Date.now();
      shown.textContent = clock(left);
      // A phase is over: what comes next is the core's to say.
      if (left <= 0 && !state.isBusy) { clearInterval(ticking); touch(null); }
    }, 250);
  }
  const rounds = own.rounds > 1 ? ` ${own.round}/${own.rounds}` : "";
  return h("div", { class: "part timer" }, h("span", { text: `${own.phase || part.label}${rounds}` }), shown,
    h("button", { class: "small", data: { focus: `${part.id}-start` }, text: own.isRunning ? t("stop") : t("start"), on: { click: () => press(part, own.isRunning ? "less" : "press") } }));
}

/** Records side by side, each number a bar. */
function chart(part) {
  const most = Math.max(...part.points.map((point) => Math.abs(point.value)), 0) || 1;
  const width = 100 / Math.max(part.points.length, 1);
  return h("figure", { class: "part chart" }, h("figcaption", { text: part.label }),
    svg("svg", { viewBox: "0 0 100 40", preserveAspectRatio: "none", role: "img", "aria-label": `${part.label}: ${part.points.map((point) => `${point.label} ${point.shown}`).join(", ")}` },
      part.points.map((point, i) => { const height = (Math.abs(point.value) / most) * 38; return svg("rect", { x: i * width + width * 0.1, y: 40 - height, width: width * 0.8, height }); })));
}

function list({ records = [], ...rest }) {
  const part = { records, ...rest };
  const columns = part.columns ?? [];
  const head = h("tr", {}, columns.map((column) => h("th", { scope: "col", text: column.unit ? `${column.label} (${column.unit})` : column.label })), h("td"));
  const body = part.records.map((record, i) => h("tr", {},
    columns.map((column, j) => h("td", {}, part.kind === "list" && column.takes
      ? input(`${part.id}-${record.id}-${column.name}`, `${column.label} ${i + 1}`, column.takes, column.options, column.takes === "toggle" ? isYes(record.cells[j]) : record.cells[j] === NOTHING ? "" : record.cells[j], (value) => enter(part, value, { record: record.id, column: column.name }))
      : record.cells[j])),
    part.kind === "list" ? h("td", { class: "record-acts" }, (part.actions ?? []).map((own) => h("button", { class: "small", text: own.label, "aria-label": `${own.label} ${i + 1}`, on: { click: () => press(part, "press", { record: record.id, column: own.name }) } })),
      h("button", { class: "round quiet", "aria-label": `${t("removeRecord")} ${i + 1}`, on: { click: () => press(part, "remove", { record: record.id }) } }, icon("close"))) : h("td")));
  return h("div", { class: "part" }, h("div", { class: "scroll-x", tabindex: 0, role: "group", "aria-label": part.label }, h("table", {}, h("caption", { text: part.label }), h("thead", {}, head), h("tbody", {}, body))),
    (state.step.from ?? 0) + part.records.length < (part.recordsTotal ?? 0) ? h("button", { class: "small", data: { focus: `${part.id}-more` }, text: t("showMore"), on: { click: () => touch(null, (state.step.from ?? 0) + part.records.length) } }) : null,
    part.kind === "list" ? h("button", { class: "small", data: { focus: `${part.id}-add` }, on: { click: () => press(part, "add") } }, icon("plus"), h("span", { text: t("add") })) : null);
}

/** What is shown where nothing was entered. */
const NOTHING = "–";

/** A toggle's cell as it is shown, back to what is entered. */
const isYes = (shown) => (["true", "是", "yes", "✓", "✔"].includes(String(shown).toLowerCase()) ? "true" : "false");

const PARTS = {
  heading: (part) => h("h3", { class: "part", text: part.label }),
  text: (part) => h("p", { class: "part", text: part.label }),
  field: (part) => labelled(part, input(part.id, part.label, part.takes, part.options ?? [], part.entered ?? "", (value) => enter(part, value))),
  choice: (part) => labelled(part, input(part.id, part.label, "choice", part.options ?? [], part.entered ?? "", (value) => enter(part, value))),
  toggle: (part) => labelled(part, input(part.id, part.label, "toggle", [], part.entered ?? "", (value) => enter(part, value))),
  slider: (part) => labelled(part, h("input", { type: "range", min: part.min ?? 0, max: part.max ?? 100, value: part.entered, "aria-label": part.accessible ?? part.label, data: { focus: part.id }, on: { change: ({ target }) => setTimeout(() => enter(part, target.value)) } }), h("output", { text: part.value })),
  stepper: (part) => labelled(part,
    h("button", { class: "round", "aria-label": `${t("less")}: ${part.label}`, data: { focus: `${part.id}-less` }, on: { click: () => press(part, "less") } }, icon("minus")),
    h("output", { text: part.value }),
    h("button", { class: "round", "aria-label": `${t("plus")}: ${part.label}`, data: { focus: `${part.id}-plus` }, on: { click: () => press(part) } }, icon("plus"))),
  list, table: list, chart, timer,
  progress: (part) => h("div", { class: "part" }, h("p", { class: "pair" }, h("span", { text: part.label }), h("span", { text: part.value })), h("progress", { max: 1, value: part.progress ?? 0, "aria-label": part.accessible ?? part.label })),
  button: (part) => h("button", { class: "part wide", "aria-label": part.accessible || part.label, text: part.label, data: { focus: part.id }, on: { click: () => press(part) } }),
  result: (part) => h("p", { class: "part result" }, h("span", { text: part.label }), h("strong", { text: part.value })),
};

const labelled = (part, ...controls) => h("div", { class: "part labelled" }, h("span", { class: "part-label", text: part.label }), h("span", { class: "part-control" }, controls, part.unit ? h("span", { class: "unit", text: part.unit }) : null));

/** The open tool. Of one that was just made a sample shows what it will look like. */
export function drawTool(step) {
  const isSample = Boolean(step.sample) && state.isSample;
  const { screen } = step;
  const drawn = isSample ? step.sample : screen;
  const look = () => { state.isSample = !state.isSample; changed("assistant"); };
  return h("section", { class: `tool tool-${screen.color ?? "plain"}`, "aria-label": screen.title, lang: screen.language === "zh" ? "zh-CN" : "en" },
    h("header", { class: "tool-head" }, h("h3", { text: screen.title }), h("span", { class: step.isSaved ? "flag good" : "flag", text: step.isSaved ? t("saved") : t("notSaved") }),
      step.sample ? h("button", { class: "small", "aria-pressed": isSample ? "true" : "false", data: { focus: "sample" }, text: t("sample"), on: { click: look } }) : null,
      h("button", { class: "round quiet", "aria-label": t("closeTool"), data: { focus: "close-tool" }, on: { click: cancel } }, icon("close"))),
    h("div", { inert: isSample, class: isSample ? "parts faint" : "parts" }, drawn.parts.map((part) => PARTS[part.kind]?.(part))),
    step.permissions?.length ? h("p", { class: "hint", text: `${t("rights")}: ${step.permissions.map((own) => own.title || own.capability).join(", ")}` }) : null);
}
