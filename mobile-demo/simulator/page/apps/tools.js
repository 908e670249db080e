// The mini-tools that the person keeps.

import { get, post } from "../api.js";
import { openTool } from "../assistant/turn.js";
import { h } from "../dom.js";
import { changed, screen, state } from "../state.js";
import { t } from "../words.js";
import { bar, content } from "./draw.js";

async function load(place) {
  const kept = await get(`/phones/${state.phone.phone}/kept?language=${state.language}`);
  place.tools = kept.tools;
  changed("screen");
}

export function drawTools() {
  const place = screen();
  if (!place.tools) {
    place.tools = [];
    load(place).catch(() => {});
  }
  const remove = async (tool) => { await post(`/phones/${state.phone.phone}/setting`, { kind: "deleteTool", id: tool.id }); await load(place); };
  return [bar(t("tools")), content(h("p", { class: "empty", text: t("newTool") }), h("ul", { class: "rows" }, place.tools.map((tool) =>
    h("li", { class: "row" }, h("button", { class: "row-text plain", on: { click: () => openTool(tool.id) } }, h("span", { class: "chat-name", text: tool.title }), h("span", { class: "line", text: tool.origin })),
      h("button", { class: "small", "aria-label": `${t("remove")}: ${tool.title}`, text: t("remove"), on: { click: () => remove(tool) } })))))];
}
