// What an engineer changes: faults, services on and off, what is remembered, the life of the core.

import { keptNow, kill, restart, servicesNow, set, setFault } from "../assistant/turn.js";
import { h } from "../dom.js";
import { refresh, toast } from "../phone.js";
import { changed, local, service, state } from "../state.js";
import { one, t } from "../words.js";
import { forget, once } from "./inspector.js";
import { empty, table } from "./views.js";

const button = (text, click, rest = {}) => h("button", { class: "small", text, on: { click }, ...rest });

/** Does something, says why not where it fails, and draws what changed. */
async function then(work, ...stale) {
  try {
    await work();
  } catch (error) {
    toast(error.message);
  }
  stale.forEach(forget);
  await refresh();
}

const toggle = (label, isOn, kind) => h("label", { class: "row" }, h("span", { class: "row-text", text: label }), h("button", { class: isOn ? "switch on" : "switch", role: "switch", "aria-checked": isOn ? "true" : "false", "aria-label": label, data: { focus: kind }, on: { click: () => then(() => setFault({ kind, isOn: !isOn })) } }));

const picked = { service: "com.leaf.tea", capability: "createOrder", outcome: "SOLD_OUT" };

export function drawFaults() {
  const { isOffline, isSlow } = state.phone.faults;
  const own = service(picked.service) ?? state.phone.services[0];
  const capability = own.capabilities.find((all) => all.id === picked.capability) ?? own.capabilities[0];
  const outcomes = [...capability.errors.filter((code) => code !== "TIMEOUT"), "TIMEOUT", "LOST"];
  if (!outcomes.includes(picked.outcome)) picked.outcome = outcomes[0];
  const words = { TIMEOUT: one("没有回音(没做成)", "no answer, and nothing happened"), LOST: one("做成了,回音丢了", "it happens, the answer is lost") };
  const select = (name, label, all) => h("label", {}, h("span", { text: label }), h("select", { data: { focus: `fault-${name}` }, on: { change: (event) => { picked[name] = event.target.value; changed("inspector"); } } }, all.map(([value, text]) => h("option", { value, text, selected: value === picked[name] }))));
  const send = () => {
    const { service: id, outcome } = picked;
    const rest = { service: id, capability: capability.id };
    return then(() => setFault(outcome === "LOST" ? { kind: "lost", ...rest } : { kind: "code", code: outcome, ...rest })).then(() => toast(one("下一次调用就会这样", "The next call will end like that")));
  };
  const usual = (text, fault) => button(text, () => then(() => setFault(fault)).then(() => toast(text)), { data: { focus: text } });
  const whole = [["com.leaf.tea", "createOrder"], ["com.bubble.tea", "createOrder"]].filter(([id]) => service(id));
  return [
    h("section", {}, toggle(one("没有网络", "No connection"), isOffline, "offline"), toggle(one("服务都很慢", "Every service is slow"), isSlow, "slow")),
    h("section", {}, h("h3", { text: one("常用的", "The usual ones") }), h("div", { class: "chips" },
      whole.flatMap(([id]) => [
        usual(`${local(service(id).name)}: ${one("售罄", "sold out")}`, { kind: "code", service: id, capability: "createOrder", code: "SOLD_OUT" }),
        usual(`${local(service(id).name)}: ${one("下单没回音", "order unanswered")}`, { kind: "lost", service: id, capability: "createOrder" }),
        usual(`${local(service(id).name)}: ${one("涨价两成", "prices up a fifth")}`, { kind: "prices", service: id }),
        usual(`${local(service(id).name)}: ${one("报价后变价", "price changed")}`, { kind: "code", service: id, capability: "createOrder", code: "PRICE_CHANGED" }),
      ]))),
    h("section", { class: "fault-form" }, h("h3", { text: one("下一次调用", "The next call") }),
      select("service", one("服务", "Service"), state.phone.services.map((all) => [all.id, local(all.name)])),
      select("capability", one("功能", "Capability"), own.capabilities.map((all) => [all.id, local(all.title)])),
      select("outcome", one("结果", "Outcome"), outcomes.map((code) => [code, words[code] ?? code])),
      button(one("就这样", "Make it so"), send, { class: "primary" })),
  ];
}

export function drawServices() {
  const all = once("services", `${state.phone.isKilled} ${state.phone.nowMs}`, servicesNow);
  if (all?.error) return empty(all.error);
  if (!all) return empty("…");
  const mode = (own, who, name) => {
    const modes = own.modes[who];
    return h("button", { class: modes[name] ? "switch on" : "switch", role: "switch", "aria-checked": modes[name] ? "true" : "false", "aria-label": `${local(service(own.id)?.name)} ${who} ${name}`, data: { focus: `${own.id}-${who}-${name}` }, on: { click: () => then(() => set({ kind: "modes", service: own.id, who, declared: modes.declared, auto: modes.auto, [name]: !modes[name] }), "services") } });
  };
  return [h("p", { class: "hint", text: one("两种模式都关掉的服务,助手不知道它;服务自己照常。", "The assistant knows nothing of a service whose modes are both off; the service itself goes on.") }),
    h("div", { class: "scroll-x", tabindex: 0, role: "group", "aria-label": t("switchesOf") }, table(t("switchesOf"), [one("服务", "service"), one("用户: 声明", "person: declared"), one("用户: 自动", "person: auto"), one("应用: 声明", "app: declared"), one("应用: 自动", "app: auto"), one("启用", "enabled")],
      all.map((own) => [local(service(own.id)?.name), mode(own, "person", "declared"), mode(own, "person", "auto"), mode(own, "host", "declared"), mode(own, "host", "auto"),
        h("button", { class: own.isEnabled ? "switch on" : "switch", role: "switch", "aria-checked": own.isEnabled ? "true" : "false", "aria-label": `${local(service(own.id)?.name)} ${one("启用", "enabled")}`, data: { focus: `${own.id}-enabled` }, on: { click: () => then(() => set({ kind: "enable", service: own.id, isOn: !own.isEnabled }), "services") } })])))];
}

export function drawMemory() {
  const kept = once("kept", `${state.phone.isKilled} ${state.phone.nowMs} ${state.language}`, keptNow);
  if (kept?.error) return empty(kept.error);
  if (!kept) return empty("…");
  const forgetting = (setting) => button(one("忘掉", "Forget"), () => then(() => set(setting), "kept"));
  const section = (title, rows) => h("section", {}, h("h3", { text: title }), rows.length ? h("ul", { class: "rows" }, rows) : empty());
  const row = (text, under, ...acts) => h("li", { class: "row" }, h("div", { class: "row-text" }, h("span", { text }), under ? h("span", { class: "line", text: under }) : null), acts);
  return [
    section(one("记住的", "Facts"), kept.facts.map((fact) => row(`${fact.name} = ${fact.value}`, `${fact.domain} · ${fact.source} · ×${fact.times}${fact.isAccepted ? "" : one(" · 还没认可", " · proposed")}`, fact.isAccepted ? null : button(one("认可", "Accept"), () => then(() => set({ kind: "acceptFact", id: fact.id }), "kept")), forgetting({ kind: "forgetFact", id: fact.id })))),
    section(one("选过的服务", "Choices"), kept.choices.map((own) => row(`${local(service(own.service)?.name) || own.service}`, `${own.schema} · ×${own.times}`, forgetting({ kind: "forgetChoices", schema: own.schema })))),
    section(one("授权", "Grants"), kept.grants.map((grant) => row(grant.words, grant.isRevoked ? one("已收回", "taken back") : `×${grant.times}`, grant.isRevoked ? null : button(one("收回", "Take back"), () => then(() => set({ kind: "revokeGrant", id: grant.id }), "kept"))))),
    section(t("tools"), kept.tools.map((tool) => row(tool.title, tool.origin, button(t("remove"), () => then(() => set({ kind: "deleteTool", id: tool.id }), "kept"))))),
    state.turn && !state.step && state.turn !== state.forgotten ? h("section", {}, h("h3", { text: one("这一轮的原话", "The words of this turn") }), row(state.turn, "", button(one("忘掉", "Forget"), () => then(async () => { await set({ kind: "forgetTurn", turn: state.turn }); state.forgotten = state.turn; }, "kept")))) : null,
    h("section", {}, h("h3", { text: one("账本", "Ledger") }), h("p", { text: `${kept.ledger.records} ${one("条记录", "records")}, ${kept.ledger.brokenAt === null ? one("链条完整", "the chain is whole") : `${one("断在", "broken at")} ${kept.ledger.brokenAt}`}` }), h("p", { class: "hint", text: kept.ledger.head })),
  ];
}

export function drawCore() {
  const timed = state.lines.filter((line) => line.line === "step");
  const sorted = timed.map((line) => line.tookMs).sort((a, b) => a - b);
  const started = state.lines.findLast((line) => line.line === "started");
  return [
    h("section", {}, h("div", { class: "chips" }, state.phone.isKilled ? button(t("restart"), restart, { class: "primary" }) : button(one("结束进程", "Kill the core"), kill)),
      h("p", { class: "hint", text: one("像系统结束一个应用:不打招呼,正在等回音时也一样。重新启动后,没办完的接着办,花钱的事绝不做第二次。", "As a system kills an app: without a word, in the middle of a call too. After a restart what was open goes on, and nothing is done twice.") })),
    h("section", {}, h("h3", { text: one("每一步用时", "Time per step") }), sorted.length ? h("p", { text: `${sorted.length} · ${one("中位数", "median")} ${sorted[sorted.length >> 1]} ms · ${one("最长", "longest")} ${sorted.at(-1)} ms` }) : empty(), started ? h("p", { text: `${one("启动", "start")} ${started.tookMs} ms` }) : null),
    h("section", {}, h("p", { class: "hint", text: `${state.phone.phone} · ${state.phone.now} · ${state.phone.zone}` })),
  ];
}
