// The chats: every contact who wrote or was written to. The assistant is reached from the plus menu, and from a message by pressing it long.

import { listen } from "../assistant/turn.js";
import { h } from "../dom.js";
import { moment } from "../fields.js";
import { icon } from "../icons.js";
import { toast } from "../phone.js";
import { changed, field, local, open, rows, screen, service, state } from "../state.js";
import { t } from "../words.js";
import { bar, byHand, content } from "./draw.js";

const contacts = () => state.phone.lists.contacts ?? [];

/** Who a message is with: the sender, or whom the person wrote to, by the contact's id. */
function partner(message) {
  if (message.fromId) return message.fromId;
  return contacts().find((own) => own.id === message.to || own.name === message.to)?.id ?? message.to;
}

const nameOf = (id) => {
  const sender = rows("app.messages", "messages").find((message) => message.fromId === id);
  const contact = contacts().find((own) => own.id === id);
  const note = contact?.note ? ` (${local(contact.note)})` : "";
  return (sender ? field(sender, "sender") : (contact?.name ?? id)) + note;
};

export function drawChats() {
  const chats = new Map();
  for (const message of rows("app.messages", "messages")) chats.set(partner(message), [...(chats.get(partner(message)) ?? []), message]);
  const last = (messages) => messages.map((message) => message.receivedAt).sort().at(-1);
  const all = [...chats].sort((a, b) => last(b[1]).localeCompare(last(a[1])));
  return [bar(local(service("app.messages").name)), content(h("ul", { class: "rows" }, all.map(([id, messages]) => {
    const unread = messages.filter((message) => message.unread && !state.seen.has(id)).length;
    const shown = messages.reduce((a, b) => (b.receivedAt >= a.receivedAt ? b : a));
    return h("li", {}, h("button", { class: "row chat-row", on: { click: () => open("chat", { contact: id }) } },
      h("span", { class: "face", "aria-hidden": "true", text: [...nameOf(id)][0] }),
      h("span", { class: "row-text" }, h("span", { class: "chat-name", text: nameOf(id) }), h("span", { class: "line", text: field(shown, "text") })),
      unread ? h("span", { class: "badge", "aria-label": `${unread} ${t("unread")}`, text: unread }) : null));
  })))];
}

/** A press is long after so many milliseconds. */
const LONG_PRESS_MS = 450;

function bubble(message) {
  const isMine = !message.fromId;
  const text = field(message, "text");
  const about = () => { screen().pressed = message.messageId; changed("screen"); };
  let timer;
  const made = h("div", { class: isMine ? "bubble mine" : "bubble", on: {
    pointerdown: () => (timer = setTimeout(about, LONG_PRESS_MS)), pointerup: () => clearTimeout(timer), pointerleave: () => clearTimeout(timer), pointercancel: () => clearTimeout(timer),
    contextmenu: (event) => { event.preventDefault(); about(); },
  } }, h("p", { text }), h("time", { text: moment(message.receivedAt) }));
  // The keyboard's way to what a long press does.
  const more = h("button", { class: "round quiet", "aria-label": `${t("more")}: ${text}`, "aria-expanded": screen().pressed === message.messageId ? "true" : "false", data: { focus: `more-${message.messageId}` }, on: { click: about } }, icon("more"));
  const ask = () => {
    screen().pressed = null;
    changed("screen");
    listen([{ kind: "message", text, trust: isMine ? "user" : "contact", sourceId: message.messageId, author: field(message, "sender") }]);
  };
  const copy = () => { navigator.clipboard?.writeText(text).then(() => toast(t("copied"))); screen().pressed = null; changed("screen"); };
  const menu = screen().pressed === message.messageId ? h("div", { class: "menu", role: "group", "aria-label": t("more") }, h("button", { text: t("askAbout"), data: { focus: "ask-about" }, on: { click: ask } }), h("button", { text: t("copy"), on: { click: copy } })) : null;
  return h("li", { class: isMine ? "said mine" : "said" }, h("div", { class: "said-line" }, made, more), menu);
}

export function drawChat(contact) {
  state.seen.add(contact);
  const all = rows("app.messages", "messages").filter((message) => partner(message) === contact).sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
  const send = async (event) => {
    event.preventDefault();
    const input = event.target.elements.text;
    const text = input.value.trim();
    if (!text) return;
    input.value = "";
    await byHand("app.messages", "sendMessage", { to: contact, text });
  };
  const plus = () => { screen().isPlus = !screen().isPlus; changed("screen"); };
  const call = async () => { screen().isPlus = false; if (await byHand("app.messages", "startCall", { to: contact, mode: "voice" })) toast(t("called")); };
  const menu = screen().isPlus ? h("div", { class: "menu wide", role: "group", "aria-label": t("more") },
    h("button", { text: t("assistant"), data: { focus: "plus-assistant" }, on: { click: () => { screen().isPlus = false; changed("screen"); listen(); } } }), h("button", { text: t("call"), on: { click: call } })) : null;
  return [bar(nameOf(contact)), content(h("ul", { class: "talk" }, all.map(bubble))),
    h("div", { class: "write" }, menu,
      h("form", { class: "write-line", on: { submit: send } },
        h("button", { type: "button", class: "round", "aria-label": t("more"), "aria-expanded": screen().isPlus ? "true" : "false", data: { focus: "plus" }, on: { click: plus } }, icon("plus")),
        h("input", { name: "text", type: "text", "aria-label": t("message"), placeholder: t("message"), autocomplete: "off", data: { focus: "write" } }),
        h("button", { class: "round", "aria-label": t("send") }, icon("send"))))];
}
