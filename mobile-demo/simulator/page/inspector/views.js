// The inspector's views of a turn: its steps, how it was understood, why the services, the plan, the record.

import { recordOf, understoodAs } from "../assistant/turn.js";
import { h, svg } from "../dom.js";
import { capability, local, service, state } from "../state.js";
import { one, t } from "../words.js";
import { once } from "./inspector.js";

const percent = (x) => (x === undefined || x === null ? "–" : x.toFixed(3));
export const empty = (text = t("empty")) => h("p", { class: "empty", text });
const titled = (id, name) => local(capability(id, name)?.title) || name;
const named = (id) => local(service(id)?.name) || id;

export const table = (caption, heads, rows) =>
  h("table", { class: "grid" }, h("caption", { text: caption }), h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col", text: head })))), h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell) => h("td", {}, cell))))));

const of = (line) => line.step?.turn ?? line.step?.calls?.[0]?.turn;

export function drawSteps() {
  const all = state.lines.slice(-60).reverse();
  if (!all.length) return empty();
  return h("ol", { class: "lines", reversed: true }, all.map((line) => {
    const { line: kind, number, atMs, ...rest } = line;
    const name = kind === "step" ? line.step.step : kind;
    const took = line.tookMs !== undefined ? ` ${line.tookMs} ms` : "";
    return h("li", {}, h("details", {}, h("summary", {}, h("code", { class: `step-${name}`, text: name }), h("span", { class: "took", text: `${took} ${new Date(atMs).toLocaleTimeString("en-GB")}` })), h("pre", { tabindex: 0, text: JSON.stringify(rest, null, 2) })));
  }));
}

export function drawUnderstanding() {
  if (!state.said) return empty();
  const read = once("understanding", `${state.said} ${state.lines.length > 0}`, () => understoodAs(state.said));
  if (!read) return empty("…");
  if (read.error) return empty(read.error);
  return [
    h("p", { class: "quote", text: state.said }),
    h("p", { text: `${one("有能做的", "served")}: ${percent(read.served)}` }),
    read.acts.map((act) => h("section", {}, h("h3", { text: `${act.text}${act.isAmbiguous ? one("(不确定)", " (ambiguous)") : ""}` }),
      table(one("候选", "Candidates"), [one("功能", "capability"), one("把握", "confidence"), one("参数", "arguments")], act.candidates.slice(0, 6).map((own) => [`${named(own.service)} · ${titled(own.service, own.capability)}`, percent(own.confidence), h("code", { text: Object.entries(own.arguments).map(([name, argument]) => `${name}=${JSON.stringify(argument.value)}`).join(" ") })])))),
    h("section", {}, h("h3", { text: one("考虑过的,以及每个迹象", "Considered, and each sign") }),
      h("div", { class: "scroll-x", tabindex: 0, role: "group", "aria-label": one("考虑过的", "Considered") }, table(one("按把握排列", "By confidence"), [one("功能", "capability"), one("把握", "confidence"), ...Object.keys(read.considered[0]?.signs ?? {})], read.considered.slice(0, 12).map((own) => [`${named(own.service)} · ${titled(own.service, own.capability)}`, percent(own.confidence), ...Object.values(own.signs).map((sign) => percent(sign))])))),
    read.cuts.length ? h("section", {}, h("h3", { text: one("能不能切成两句", "Where it may be cut in two") }), table(one("切口", "Cuts"), [one("前", "left"), one("后", "right"), one("把握", "confidence")], read.cuts.map((cut) => [cut.left, cut.right, percent(cut.confidence)]))) : null,
  ];
}

/** What the record of the turn tells; asked again after each step. */
const turnNow = () => (state.turn ? once("record", `${state.turn} ${state.language} ${state.lines.at(-1)?.number ?? 0} ${state.isBusy}`, () => recordOf(state.turn)) : null);

export function drawChoice() {
  const all = turnNow();
  if (all?.error) return empty(all.error);
  if (!all?.choices?.length) return empty();
  return all.choices.map((own) => h("section", {},
    h("h3", { text: own.choice.schema }), h("p", { class: "quote", text: own.why }),
    own.whyNot.map(([id, why]) => h("p", { text: `${named(id)}: ${why}` })),
    own.whatWouldChange.length ? [h("h4", { text: one("什么会改变它", "What would change it") }), h("ul", {}, own.whatWouldChange.map((text) => h("li", { text })))] : null,
    h("div", { class: "scroll-x", tabindex: 0, role: "group", "aria-label": one("分数", "Scores") }, table(one("分数的组成", "Components of the score"), [one("服务", "service"), one("分数", "score"), ...Object.keys(own.choice.candidates[0]?.components ?? {})],
      own.choice.candidates.map((rival) => [rival.service === own.choice.chosen ? h("strong", { text: named(rival.service) }) : named(rival.service), rival.filtered ?? percent(rival.score), ...Object.values(rival.components).map((value) => percent(value))])))));
}

/** Boxes from top to bottom as the turn went; those of one row were side by side. */
function rowsOfTurn() {
  const result = new Map(state.lines.filter((line) => line.line === "called").map((line) => [line.key, line.result]));
  const made = [];
  for (const line of state.lines) {
    if (line.line !== "step" || of(line) !== state.turn) continue;
    const { step } = line;
    const calls = step.step === "calls" ? step.calls : ["call", "handoff"].includes(step.step) ? [step] : null;
    if (calls) made.push(calls.map((call) => ({ text: `${titled(call.service, call.capability)}${call.isProbe ? one("(询价)", " (probe)") : ""}`, under: named(call.service), state: step.step === "handoff" ? "page" : (Object.keys(result.get(call.key) ?? { open: 1 })[0]) })));
    else if (step.step !== "tool") made.push([{ text: step.step, under: step.reason ?? "", state: step.step.startsWith("needs") ? "asked" : step.step }]);
  }
  return made.slice(-24);
}

const BOX = { width: 214, height: 46, gapX: 18, gapY: 26 };

export function drawPlan() {
  const made = rowsOfTurn();
  const planned = turnNow()?.choices?.map((own) => own.plan).filter((plan) => plan.length) ?? [];
  if (!made.length) return empty();
  const width = Math.max(...made.map((row) => row.length)) * (BOX.width + BOX.gapX);
  const height = made.length * (BOX.height + BOX.gapY);
  const at = (row, i, of) => ({ x: (width - of * (BOX.width + BOX.gapX)) / 2 + BOX.gapX / 2 + i * (BOX.width + BOX.gapX), y: row * (BOX.height + BOX.gapY) + 2 });
  const boxes = made.flatMap((row, r) => row.map((box, i) => {
    const { x, y } = at(r, i, row.length);
    const short = (text) => ([...text].length > 27 ? `${[...text].slice(0, 26).join("")}…` : text);
    const before = made[r - 1]?.map((_, j) => at(r - 1, j, made[r - 1].length)) ?? [];
    return [before.map((own) => svg("line", { class: "edge", x1: own.x + BOX.width / 2, y1: own.y + BOX.height, x2: x + BOX.width / 2, y2: y })),
      svg("rect", { class: `box box-${box.state}`, x, y, width: BOX.width, height: BOX.height, rx: 8 }), svg("text", { class: "box-text", x: x + 10, y: y + 19 }, short(box.text)), svg("text", { class: "box-under", x: x + 10, y: y + 36 }, short(`${box.under}${box.under ? " · " : ""}${box.state}`))];
  }));
  const told = made.map((row) => row.map((box) => `${box.text} ${box.under} ${box.state}`).join(" | ")).join(" → ");
  return [
    planned.map((plan) => h("p", { class: "quote", text: plan.join(" → ") })),
    h("div", { class: "scroll-x", tabindex: 0, role: "group", "aria-label": t("plan") }, svg("svg", { class: "graph", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": told }, boxes.flat(2))),
  ];
}

export function drawRecord() {
  const all = turnNow();
  if (all?.error) return empty(all.error);
  if (!all?.record) return empty();
  const { record } = all;
  const words = new Map(record.words.map((own) => [own.digest, own.text]));
  return [
    h("section", {}, table(one("谁负责什么", "Who answers for what"), [one("什么", "what"), one("谁", "who"), one("规则", "rule")], record.responsibility.map((own) => [own.subject, own.who, own.rule]))),
    h("section", {}, h("h3", { text: `${one("记录", "Records")} · ${record.turn}` }), h("ol", { class: "lines" }, record.records.map((own) => h("li", {}, h("details", {}, h("summary", {}, h("code", { text: own.kind }), h("span", { class: "took", text: `#${own.sequence}` })), h("pre", { tabindex: 0, text: JSON.stringify(own.body, (_, value) => (typeof value === "string" && words.has(value) ? `${value.slice(0, 12)}… = ${words.get(value)}` : value), 2) })))))),
    h("p", { class: "hint", text: `${one("链头", "head of the chain")} ${record.head.slice(0, 16)}…` }),
  ];
}
