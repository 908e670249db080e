// Draws the screens of apps: tables with what can be done by hand, and those that look like nothing else.

import { post } from "../api.js";
import { h } from "../dom.js";
import { lines, sum, word } from "../fields.js";
import { icon } from "../icons.js";
import { look } from "../home.js";
import { refresh, toast } from "../phone.js";
import { back, changed, field, local, rows, screen, service, state } from "../state.js";
import { t } from "../words.js";
import { payments, SCREENS } from "./screens.js";

/** A function of a service, by hand. */
export async function byHand(service, capability, args) {
  const answer = await post(`/phones/${state.phone.phone}/hand`, { service, capability, arguments: args });
  await refresh();
  toast(answer.success ? t("doneByHand") : `${t("failedByHand")} (${answer.failure ?? "TIMEOUT"})`);
  return Boolean(answer.success);
}

/** The bar above every screen but the home screen. */
export const bar = (title, ...rest) =>
  h("header", { class: "bar" }, h("button", { class: "round", "aria-label": t("back"), data: { focus: "back" }, on: { click: back } }, icon("back")), h("h1", { text: title }), rest);

/** What scrolls below the bar; by keyboard too. */
export const content = (...children) => h("div", { class: "content", tabindex: 0 }, children);

function row(own, record, id) {
  const name = own.name ? own.name(record) : field(record, "name");
  const flag = own.flag?.(record);
  const shownLines = lines(record, own.lines.filter((line) => !(own.name ? false : line === "text" && field(record, "text") === name)));
  return h("li", { class: flag ? "row faint" : "row" },
    h("div", { class: "row-text" }, h("h3", { text: name }), shownLines.map(([label, value]) => h("p", { class: "line" }, h("span", { class: "line-name", text: label }), h("span", { text: value })))),
    h("div", { class: "row-acts" }, flag ? h("span", { class: "flag", text: t(flag) }) : null,
      own.acts.filter((act) => act.can(record)).map((act) =>
        h("button", { class: act.sure ? "small primary" : "small", "aria-label": `${t(act.label)}: ${name}`, text: t(act.label), data: { focus: `${own.table}-${act.capability}-${name}` }, on: { click: () => byHand(id, act.capability, act.args(record, state.phone.now)) } }))));
}

function tables(id) {
  return SCREENS[id].map((own) => {
    let all = rows(id, own.table).filter(own.only ?? (() => true));
    if (own.newest) all = [...all].reverse();
    if (own.isSensitive && !screen().isUnlocked) {
      return h("section", { class: "locked" }, icon("lock"), h("p", { text: t("locked") }),
        h("button", { class: "primary", text: t("authenticate"), on: { click: () => { screen().isUnlocked = true; changed("screen"); } } }));
    }
    return h("section", {}, h("h2", { text: t(own.title) }), all.length ? h("ul", { class: "rows" }, all.map((record) => row(own, record, id))) : h("p", { class: "empty", text: t("empty") }));
  });
}

function music() {
  const { playing } = state.phone.device;
  const press = (label, drawing, capability, args = {}) => h("button", { class: "round", "aria-label": t(label), data: { focus: capability }, on: { click: () => byHand("app.music", capability, args) } }, icon(drawing));
  const title = playing ? [field(playing, "name"), field(playing, "artist")].filter(Boolean).join(" · ") : t("nothingPlaying");
  return [
    h("section", { class: "player" }, h("span", { class: "tint red disc" }, icon("music")), h("p", { class: "player-what", text: title }),
      h("div", { class: "player-keys" }, playing ? press("pause", "pause", "pauseMusic") : null, playing ? press("next", "next", "nextTrack") : null)),
    h("section", {}, h("h2", { text: t("songs") }), h("ul", { class: "rows" }, rows("app.music", "songs").map((song) =>
      h("li", { class: "row" }, h("div", { class: "row-text" }, h("h3", { text: field(song, "name") }), h("p", { class: "line", text: field(song, "artist") })),
        h("button", { class: "round", "aria-label": `${t("play")}: ${field(song, "name")}`, data: { focus: `play-${song.songId}` }, on: { click: () => byHand("app.music", "playMusic", { query: song.name }) } }, icon("play")))))),
  ];
}

function settings() {
  const { volume, brightness } = state.phone.device;
  const slider = (label, value, capability) =>
    h("label", { class: "row" }, h("span", { class: "row-text", text: t(label) }), h("input", { type: "range", min: 0, max: 100, value, data: { focus: capability }, on: { change: (event) => byHand("app.settings", capability, { level: Number(event.target.value) }) } }));
  return [
    h("section", {}, slider("volume", volume, "setVolume"), slider("brightness", brightness, "setBrightness")),
    h("section", {}, h("h2", { text: t("switches") }), h("ul", { class: "rows" }, rows("app.settings", "switches").map((own) =>
      h("li", { class: "row" }, h("span", { class: "row-text", text: word(own.feature) }),
        h("button", { class: own.state === "on" ? "switch on" : "switch", role: "switch", "aria-checked": own.state === "on" ? "true" : "false", "aria-label": word(own.feature), data: { focus: own.feature }, on: { click: () => byHand("app.settings", "setSwitch", { feature: own.feature, state: own.state === "on" ? "off" : "on" }) } }))))),
  ];
}

const OWN = { "app.music": music, "app.settings": settings };

/** The screen of a service. */
export function drawApp(id) {
  const [, drawing, colour] = look(id);
  return [bar(local(service(id).name), h("span", { class: `bar-icon tint ${colour}`, "aria-hidden": "true" }, icon(drawing))), content(OWN[id] ? OWN[id]() : tables(id))];
}

/** What was paid, wherever. */
export function drawWallet() {
  const all = payments(state.phone.tables).reverse();
  const list = all.map((own) => h("li", { class: "row" }, h("div", { class: "row-text" }, h("h3", { text: own.name }), h("p", { class: "line", text: `${local(service(own.service)?.name)} · ${own.status}` })), h("strong", { text: own.sum ? sum(own.sum) : "" })));
  return [bar(t("wallet")), content(h("section", {}, h("h2", { text: t("payments") }), all.length ? h("ul", { class: "rows" }, list) : h("p", { class: "empty", text: t("empty") })))];
}

