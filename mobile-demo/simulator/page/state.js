// What the page knows, and who draws it anew when it changes.

export const state = {
  /** "zh" or "en": of the page's own words, and what the core answers in when a sentence shows no language. */
  language: "en",
  /** The phone as the server showed it last. */
  phone: null,
  /** Which screen is open: `{ name, … }`, the last of those that were opened one from the other. */
  screens: [{ name: "home" }],
  /** Whether the assistant is open, and what was selected before. */
  isOpen: false,
  items: [],
  /** What was said and shown, in order. */
  transcript: [],
  /** The step that waits for the person. */
  step: null,
  /** What is waited for: `{ label, forMs }`. */
  progress: null,
  isBusy: false,
  /** Contacts whose chat was opened: what they wrote is read. */
  seen: new Set(),
  /** Every line that the server told, for the inspector. */
  lines: [],
  /** The turn that the inspector looks at, and the sentence that it began with. */
  turn: null,
  said: "",
};

const drawn = new Map();

/** Draws with `draw` whenever one of these parts has changed. */
export function when(parts, draw) {
  for (const part of parts) drawn.set(part, [...(drawn.get(part) ?? []), draw]);
}

let waiting = new Set();

/** Says that parts have changed: `screen`, `assistant`, `surface`, `inspector`, `status`. Drawn once for all that changed in the same moment. */
export function changed(...parts) {
  if (waiting.size === 0) queueMicrotask(drawAll);
  for (const part of parts) waiting.add(part);
}

function drawAll() {
  const all = new Set([...waiting].flatMap((part) => drawn.get(part) ?? []));
  waiting = new Set();
  for (const draw of all) draw();
}

export const screen = () => state.screens.at(-1);

export function open(name, rest = {}) {
  state.screens.push({ name, ...rest });
  changed("screen", "status");
}

export function back() {
  if (state.screens.length > 1) state.screens.pop();
  changed("screen", "status");
}

export function home() {
  state.screens = [{ name: "home" }];
  changed("screen", "status");
}

/** A value in the language of the page: `{ "zh-CN": …, en: … }` of a manifest, or `name` and `nameEn` of a record. */
export function local(value) {
  if (typeof value === "string") return value;
  return (state.language === "zh" ? value?.["zh-CN"] ?? value?.zh : value?.en) ?? value?.["zh-CN"] ?? value?.zh ?? value?.en ?? "";
}

export const field = (record, name) => (state.language === "en" ? record[`${name}En`] : undefined) ?? record[name] ?? "";

export const service = (id) => state.phone?.services.find((own) => own.id === id);
export const capability = (id, name) => service(id)?.capabilities.find((own) => own.id === name);
export const rows = (id, table) => state.phone?.tables[id]?.[table] ?? [];
