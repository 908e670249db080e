// The home screen: the app's own functions, its mini-programs, and three ways to the assistant: a button, a swipe to the right, and by keyboard.

import { listen } from "./assistant/turn.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { moment } from "./fields.js";
import { local, open, rows, service, state } from "./state.js";
import { t } from "./words.js";

/** Which drawing and colour a service has; the order is that of the screen. */
const NATIVE = [
  ["app.messages", "messages", "green"], ["app.moments", "moments", "orange"], ["app.music", "music", "red"], ["app.reminders", "reminders", "amber"],
  ["app.calendar", "calendar", "blue"], ["app.clock", "clock", "slate"], ["app.notes", "notes", "amber"], ["app.contacts", "contacts", "slate"],
  ["app.weather", "weather", "blue"], ["app.settings", "settings", "slate"],
];
const SERVICES = [
  ["com.leaf.tea", "tea", "green"], ["com.bubble.tea", "tea", "violet"], ["com.quick.food", "food", "orange"], ["com.home.food", "food", "red"],
  ["com.table.dining", "dining", "amber"], ["com.city.dining", "dining", "red"], ["com.alley.dining", "dining", "violet"], ["com.go.ride", "ride", "blue"],
  ["com.star.cinema", "cinema", "violet"], ["com.care.clinic", "clinic", "red"], ["com.swift.parcels", "parcels", "amber"],
  ["gov.city.socialsecurity", "social", "blue"], ["gov.city.utilities", "utilities", "green"],
];

export const look = (id) => [...NATIVE, ...SERVICES].find(([own]) => own === id) ?? [id, "more", "slate"];

function tile([id, drawing, colour], name, badge = 0, go = () => open("app", { service: id })) {
  return h("button", { class: "tile", on: { click: go } },
    h("span", { class: `badge-place tint ${colour}` }, icon(drawing), badge ? h("span", { class: "badge", "aria-hidden": "true", text: badge }) : null),
    h("span", { class: "tile-name" }, name, badge ? h("span", { class: "only-read", text: `, ${badge} ${t("unread")}` }) : null));
}

/** How far a finger goes to the right before it counts as a swipe, in pixels. */
const SWIPE = 70;

function swiped(element) {
  let from = null;
  element.addEventListener("pointerdown", (event) => (from = { x: event.clientX, y: event.clientY }));
  element.addEventListener("pointerup", (event) => {
    if (from && event.clientX - from.x > SWIPE && Math.abs(event.clientY - from.y) < SWIPE) listen();
    from = null;
  });
  element.addEventListener("pointercancel", () => (from = null));
  return element;
}

export function drawHome() {
  const known = new Set(state.phone.services.map((own) => own.id));
  const tiles = (all) => all.filter(([id]) => known.has(id)).map((own) => {
    const unread = own[0] === "app.messages" ? rows(own[0], "messages").filter((message) => message.unread && !state.seen.has(message.fromId)).length : 0;
    return tile(own, local(service(own[0]).name), unread);
  });
  const own = (name, drawing, colour) => tile([name, drawing, colour], t(name), 0, () => open(name));
  return [
    swiped(h("div", { class: "home" },
      h("header", { class: "home-head" }, h("h1", { class: "home-day", text: moment(state.phone.now.slice(0, 10)) })),
      h("section", { "aria-labelledby": "native" }, h("h2", { id: "native", text: t("native") }),
        h("div", { class: "tiles" }, tiles(NATIVE), own("reads", "reads", "green"), own("tools", "tools", "violet"), own("wallet", "wallet", "blue"))),
      h("section", { "aria-labelledby": "services" }, h("h2", { id: "services", text: t("services") }), h("div", { class: "tiles" }, tiles(SERVICES))))),
    h("button", { class: "invite", data: { focus: "invite" }, on: { click: () => listen() } }, icon("eye"), h("span", { text: t("invite") })),
  ];
}
