// The phone's frame: its status bar, the open screen, short notices, and fetching its state anew.

import { get } from "./api.js";
import { drawApp, drawWallet } from "./apps/draw.js";
import { drawChat, drawChats } from "./apps/chats.js";
import { drawArticle, drawReads } from "./apps/reads.js";
import { drawTools } from "./apps/tools.js";
import { h, put } from "./dom.js";
import { drawHome } from "./home.js";
import { changed, home, screen, state, when } from "./state.js";
import { t } from "./words.js";

/** Fetches the phone's state anew. */
export async function refresh() {
  state.phone = await get(`/phones/${state.phone.phone}`);
  state.fetched = Date.now();
  changed("screen", "status", "assistant", "inspector");
}

let fading;

/** A short notice. */
export function toast(text) {
  const place = document.getElementById("toast");
  place.textContent = text;
  clearTimeout(fading);
  fading = setTimeout(() => (place.textContent = ""), 4000);
}

/** The phone's time: as the server told it, and what has passed since. */
function clock() {
  const now = new Date(state.phone.nowMs + (Date.now() - state.fetched));
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: state.phone.zone ?? undefined }).format(now);
}

const SCREENS = {
  home: drawHome,
  app: ({ service }) => (service === "app.messages" ? drawChats() : drawApp(service)),
  chat: ({ contact }) => drawChat(contact),
  reads: drawReads,
  article: ({ article }) => drawArticle(article),
  tools: drawTools,
  wallet: drawWallet,
};

function speak(language) {
  state.language = language;
  localStorage.setItem("errand.language", language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  changed("screen", "status", "assistant", "surface", "inspector");
}

let drawnScreen = null;

export function start() {
  const place = document.getElementById("screen");
  when(["screen"], () => {
    const is = screen();
    place.dataset.screen = is.name;
    const scrolled = place.querySelector(".content, .home")?.scrollTop ?? 0;
    put(place, SCREENS[is.name](is));
    const scrolling = place.querySelector(".content, .home");
    if (scrolling) scrolling.scrollTop = is === drawnScreen ? scrolled : is.name === "chat" ? scrolling.scrollHeight : 0;
    // A screen that was opened by keyboard is where the keyboard is next.
    if (is !== drawnScreen && drawnScreen && !state.isOpen) place.querySelector(".bar button, .invite")?.focus();
    drawnScreen = is;
  });
  const status = document.getElementById("status");
  when(["status"], () => {
    document.getElementById("phone").setAttribute("aria-label", t("phone"));
    put(status,
      h("button", { class: "clock", "aria-label": `${clock()}, ${t("home")}`, data: { focus: "home" }, on: { click: home }, text: clock() }),
      h("span", { class: "status-right" },
        state.phone.faults.isOffline ? h("span", { class: "flag", text: t("offline") }) : null,
        h("button", { class: "small", lang: state.language === "zh" ? "en" : "zh-CN", data: { focus: "language" }, text: t("language"), on: { click: () => speak(state.language === "zh" ? "en" : "zh") } }),
        h("button", { class: "small only-narrow", "aria-expanded": document.body.classList.contains("inspecting") ? "true" : "false", data: { focus: "inspect" }, text: t("inspector"), on: { click: () => { document.body.classList.toggle("inspecting"); changed("status"); } } })));
  });
  setInterval(() => changed("status"), 20_000);
  speak(localStorage.getItem("errand.language") ?? (navigator.language.startsWith("zh") ? "zh" : "en"));
}
