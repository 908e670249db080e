// The mini-tools that the person keeps.

import { keptNow, openTool, set } from "../assistant/turn.js";
import { h } from "../dom.js";
import { changed, screen } from "../state.js";
import { t } from "../words.js";
import { bar, content } from "./draw.js";

async function load(place) {
  place.tools = (await keptNow()).tools;
  changed("screen");
}

export function drawTools() {
  const place = screen();
  if (!place.tools) {
    place.tools = [];
    load(place).catch(() => {});
  }
  const remove = async (tool) => { await set({ kind: "deleteTool", id: tool.id }); await load(place); };
  return [bar(t("tools")), content(h("p", { class: "empty", text: t("newTool") }), h("ul", { class: "rows" }, place.tools.map((tool) =>
    h("li", { class: "row" }, h("button", { class: "row-text plain", on: { click: () => openTool(tool.id) } }, h("span", { class: "chat-name", text: tool.title }), h("span", { class: "line", text: tool.origin })),
      h("button", { class: "small", "aria-label": `${t("remove")}: ${tool.title}`, text: t("remove"), on: { click: () => remove(tool) } })))))];
}
