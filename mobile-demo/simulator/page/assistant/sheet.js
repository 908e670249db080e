// The assistant over the open screen: the conversation, what the present question offers, and the line to speak or type.

import { h, put } from "../dom.js";
import { icon } from "../icons.js";
import { changed, state, when } from "../state.js";
import { SUGGESTIONS, t } from "../words.js";
import { answerField, options, results } from "./cards.js";
import { drawTool } from "./tool.js";
import { cancel, leave, restart, say } from "./turn.js";
import { canListen, hear } from "./voice.js";

let stopListening = null;

function suggestion(text) {
  return h("button", { class: "chip", text, on: { click: () => say(text) } });
}

function entry(own) {
  const made = h("div", { class: `entry ${own.who}` });
  if (own.text) made.append(h("p", { text: own.text }));
  if (own.results?.length) made.append(...results(own.results));
  return made;
}

/** What stands below the conversation, for the step that waits now. */
function live() {
  const { step, progress, phone } = state;
  const last = state.transcript.at(-1);
  if (phone.isKilled) return [h("button", { class: "primary", text: t("restart"), data: { focus: "restart" }, on: { click: restart } })];
  if (progress) return [h("div", { class: "progress", role: "status" }, h("span", { class: "spinner", "aria-hidden": "true" }), h("span", { class: "progress-label", text: progress.forMs ? `${progress.label} (${t("waitingFor")} ${Math.ceil(progress.forMs / 1000)} ${t("seconds")})` : progress.label }), h("button", { class: "small", text: t("cancel"), data: { focus: "cancel" }, on: { click: cancel } }))];
  if (step?.step === "tool") return [drawTool(step)];
  if (step?.options?.length) return [options(step)];
  if (step?.step === "needsValue") return [answerField(step)];
  if (step?.preview || step?.step === "needsAuthentication") return [h("button", { class: "chip", text: t("look"), data: { focus: "look" }, on: { click: () => { state.isHidden = false; changed("surface"); } } })];
  if (!step && last?.nearest?.length) return [h("p", { class: "hint", text: t("nearest") }), h("div", { class: "chips" }, last.nearest.map(suggestion))];
  if (!step && !state.transcript.length) return [h("div", { class: "chips" }, SUGGESTIONS[state.language].map(suggestion))];
  return [];
}

function about() {
  const [item] = state.items;
  if (!item) return null;
  const drop = () => { state.items = []; changed("assistant"); };
  return h("div", { class: "about" }, h("span", { class: "about-text", text: `${t("about")}: ${item.author ? `${item.author} — ` : ""}${item.text}` }), h("button", { class: "round quiet", "aria-label": t("drop"), data: { focus: "drop" }, on: { click: drop } }, icon("close")));
}

function composer() {
  const submit = (event) => {
    event.preventDefault();
    const input = event.target.elements.say;
    const text = input.value;
    if (!text.trim() || state.isBusy) return;
    input.value = "";
    say(text);
  };
  const input = h("input", { id: "say", name: "say", type: "text", autocomplete: "off", enterkeyhint: "send", maxlength: 2000, "aria-label": t("composer"), placeholder: t("composer"), data: { focus: "say" } });
  const voice = () => {
    if (stopListening) return stopListening();
    stopListening = hear((text) => (input.value = text), (isWhole) => {
      stopListening = null;
      changed("assistant");
      // A whole sentence is said, as a typed one is sent; half of one waits to be mended.
      if (!isWhole) return input.focus();
      const text = input.value;
      input.value = "";
      say(text);
    });
    changed("assistant");
  };
  const mic = canListen ? h("button", { type: "button", class: "round", data: { focus: "mic" }, on: { click: voice } }, icon("mic")) : null;
  return h("form", { class: "composer", on: { submit } }, input, mic, h("button", { class: "round primary", "aria-label": t("send"), data: { focus: "send" } }, icon("send")));
}

export function start() {
  const place = document.getElementById("assistant");
  const log = h("div", { class: "log", role: "log", "aria-live": "polite" });
  const liveArea = h("div", { class: "live" });
  const scroll = h("div", { class: "talked", tabindex: 0 }, log, liveArea);
  const aboutArea = h("div");
  const head = h("header", { class: "sheet-head" });
  const foot = h("div");
  const sheet = h("div", { class: "sheet", role: "dialog", "aria-labelledby": "sheet-title" }, head, scroll, aboutArea, foot);
  place.append(h("div", { class: "shade", on: { click: leave } }), sheet);

  let language = null;
  let drawn = [];
  when(["assistant"], () => {
    place.hidden = !state.isOpen;
    document.getElementById("screen").inert = state.isOpen;
    if (language !== state.language) {
      put(head, h("h2", { id: "sheet-title", text: t("assistant") }), h("button", { class: "round quiet", "aria-label": t("close"), data: { focus: "close" }, on: { click: leave } }, icon("close")));
      const typed = foot.querySelector("#say")?.value ?? "";
      put(foot, composer());
      foot.querySelector("#say").value = typed;
      scroll.setAttribute("aria-label", t("assistant"));
      language = state.language;
    }
    const mic = foot.querySelector("[data-focus=mic]");
    mic?.classList.toggle("listening", Boolean(stopListening));
    mic?.setAttribute("aria-label", stopListening ? t("listening") : t("speak"));
    // Only what is new is added: a screen reader reads it once.
    if (drawn.some((own, i) => own !== state.transcript[i])) {
      drawn = [];
      log.replaceChildren();
    }
    const isNew = drawn.length < state.transcript.length;
    for (const own of state.transcript.slice(drawn.length)) log.append(entry(own));
    drawn = [...state.transcript];
    const hadFocus = liveArea.contains(document.activeElement);
    put(liveArea, live());
    // A button that was pressed and is gone leaves the keyboard at the line to type in, never nowhere.
    if (hadFocus && document.activeElement === document.body) foot.querySelector("#say").focus();
    put(aboutArea, about());
    if (isNew || state.progress) scroll.scrollTop = scroll.scrollHeight;
  });
}
