// What the person says and does, to the core and back: the events of a turn, and what each line of an answer means for the page.
//
// Decides nothing that the core decides: a step is shown as it came.

import { get, lines, post, Refused } from "../api.js";
import { refresh, toast } from "../phone.js";
import { capability, changed, local, service, state } from "../state.js";
import { one, t } from "../words.js";

const at = (path) => `/phones/${state.phone.phone}${path}`;
/** Where this tab keeps its conversation; it goes with the phone. */
export const KEPT = "errand.transcript";
/** The most entries of the conversation that are kept. */
const MAX_ENTRIES = 200;

/** Opens the assistant; `items`: what was selected. */
export function listen(items = []) {
  state.isOpen = true;
  state.items = items;
  changed("assistant", "screen");
  queueMicrotask(() => document.getElementById("say")?.focus({ preventScroll: true }));
}

/** Closes it. What is open stays open: nothing is lost by looking elsewhere. */
export function leave() {
  state.isOpen = false;
  changed("assistant", "surface", "screen");
  queueMicrotask(() => document.querySelector(".invite, .bar button")?.focus());
}

function add(entry) {
  state.transcript.push(entry);
  if (state.transcript.length > MAX_ENTRIES) state.transcript.shift();
  const kept = state.transcript.map(({ who, text, results, nearest, turn }) => ({ who, text, results, nearest, turn }));
  sessionStorage.setItem(KEPT, JSON.stringify(kept));
  changed("assistant");
}

const note = (text) => add({ who: "note", text });

/** After a reload: the conversation as this tab kept it, and the step that waits. */
export function cameBack() {
  try {
    state.transcript = JSON.parse(sessionStorage.getItem(KEPT)) ?? [];
  } catch {
    state.transcript = [];
  }
  state.step = state.phone.step;
  state.turn = state.step?.turn ?? state.transcript.findLast((entry) => entry.turn)?.turn ?? null;
  state.isOpen = Boolean(state.step);
  busy(false);
  if (["call", "calls"].includes(state.step?.step) && !state.phone.isBusy) send({ kind: "goOn" });
}

/** Whether something is being done; marked on the page for those who look at it from outside. */
function busy(isBusy) {
  state.isBusy = isBusy;
  document.body.dataset.busy = String(isBusy);
}

/** Sends an event, and takes every line that comes back. */
async function send(event, context = {}) {
  if (state.isBusy) return;
  busy(true);
  changed("assistant", "surface");
  await stream("/turn", { event, context: { language: state.language, locale: navigator.language, withLocation: true, ...context } });
}

async function stream(path, body) {
  try {
    await lines(at(path), body, take);
  } catch (error) {
    note(error instanceof Refused ? `${t("refused")} (${error.message})` : t("lost"));
  }
  state.progress = null;
  await refresh().catch(() => {});
  state.isBusy = false;
  // Under a turn that ended another one may wait: its question is asked again.
  if (!state.step && state.phone.step && !state.phone.isKilled) {
    note(t("goingOn"));
    waiting(state.phone.step);
  }
  changed("assistant", "surface", "inspector");
  // Once everything is drawn.
  queueMicrotask(() => queueMicrotask(() => busy(false)));
}

const ENDS = new Set(["completed", "answered", "unsupported", "failed", "unknownOutcome", "cancelled"]);
const CALLS = new Set(["call", "calls"]);

function take(line) {
  state.lines.push(line);
  if (state.lines.length > 400) state.lines.shift();
  changed("inspector");
  switch (line.line) {
    case "step": return step(line.step);
    case "waiting": {
      if (state.progress) Object.assign(state.progress, { forMs: Math.max(line.forMs, state.progress.forMs ?? 0) });
      return changed("assistant");
    }
    case "refused": return note(`${t("refused")} (${line.why})`);
    case "cannot": return note(line.why);
    case "killed": return killed();
    case "started": return note(t("restarted"));
  }
}

function step(made) {
  state.turn = made.turn ?? made.calls?.[0]?.turn ?? state.turn;
  if (CALLS.has(made.step)) {
    const calls = made.calls ?? [made];
    const names = calls.map((call) => `${local(service(call.service)?.name)} · ${local(capability(call.service, call.capability)?.title)}`);
    const isReading = made.step === "calls" || made.isProbe || made.tier === "T0" || made.tier === "T1";
    state.progress = { label: `${isReading ? t("asking") : t("doing")}: ${[...new Set(names)].join(", ")}` };
    state.step = made;
    changed("assistant", "surface");
    return;
  }
  state.progress = null;
  if (ENDS.has(made.step)) {
    state.step = null;
    add({ who: "it", text: made.message, results: made.results ?? [], nearest: made.nearest ?? [], turn: made.turn });
  } else {
    waiting(made);
  }
  changed("surface");
}

/** Shows a step that waits for the person. */
function waiting(made) {
  state.step = made;
  state.turn = made.turn;
  if (made.step === "tool") {
    const told = [made.message, ...(made.edits ?? []).filter((edit) => !(made.message ?? "").includes(edit)), ...(made.unclear ?? []).map((text) => `${one("没懂", "I did not get")}: ${text}`)].filter(Boolean);
    if (told.length || made.results?.length) add({ who: "it", text: told.join("\n"), results: made.results ?? [], turn: made.turn });
    if (made.shared) share(made.shared);
  } else if (made.message) {
    add({ who: "it", text: made.message, turn: made.turn });
  }
  changed("assistant", "surface");
}

/** The platform's own share sheet where there is one. */
function share(text) {
  if (navigator.share) return navigator.share({ text }).catch(() => {});
  add({ who: "note", text: `${t("shared")}:\n${text}` });
  navigator.clipboard?.writeText(text).then(() => toast(t("copied"))).catch(() => {});
}

function killed() {
  state.step = null;
  state.progress = null;
  note(t("killed"));
  changed("assistant", "surface");
}

/** The person says something. */
export function say(text) {
  const said = text.trim();
  if (!said || state.isBusy) return;
  if (!state.step || state.items.length) state.said = said;
  const items = state.items;
  state.items = [];
  add({ who: "me", text: said });
  return send({ kind: "said", text: said }, { items });
}

export function choose(option) {
  const interrupt = state.step;
  add({ who: "me", text: interrupt.options.find((own) => own.id === option)?.title ?? option });
  return send({ kind: "chosen", interrupt: interrupt.id, option });
}

export function provide(value, words) {
  add({ who: "me", text: words });
  return send({ kind: "provided", interrupt: state.step.id, value });
}

/** The person's yes; called by the surface that shows the preview, and by nothing else. */
export function approve(isAuthenticated) {
  const { id, preview } = state.step;
  return send({ kind: "approved", interrupt: id, digest: preview.digest, isAuthenticated });
}

export const decline = () => send({ kind: "declined", interrupt: state.step.id });
export const returned = (isDone) => send({ kind: "returned", key: state.step.key, isDone });
/** `from`: the first record of long lists that is shown, which the step does not say itself. */
export async function touch(what, from = 0) {
  await send({ kind: "tool", touch: what, from });
  if (state.step?.step === "tool") state.step.from = from;
  changed("assistant");
}

export function openTool(tool) {
  listen();
  return send({ kind: "toolOpened", tool });
}

/** Ends what is open, or what is waited for. */
export async function cancel() {
  if (!state.isBusy) return state.step && send({ kind: "cancelled" });
  if (state.progress) state.progress.label = t("cancelling");
  changed("assistant");
  await post(at("/cancel"));
}

export async function kill() {
  await post(at("/kill"));
  if (!state.isBusy) killed();
  await refresh();
}

export async function restart() {
  busy(true);
  await stream("/restart", {});
}

/** Why and how of the turn that is looked at, for the inspector. */
export const recordOf = (turn) => get(at(`/record?turn=${encodeURIComponent(turn)}&language=${state.language}`));
export const keptNow = () => get(at(`/kept?language=${state.language}`));
export const servicesNow = () => get(at("/services"));
export const understoodAs = (text) => post(at("/understood"), { text, locale: navigator.language });
export const setFault = (fault) => post(at("/fault"), fault);
export const set = (setting) => post(at("/setting"), setting);
