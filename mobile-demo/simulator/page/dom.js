// Elements from plain calls. Text is always text: nothing here parses markup, so no word of a person or a service can become any.

/**
 * An element. `properties`: `on` holds listeners, `class`, `text`, `data`, properties that are set (`value`, `disabled`, `hidden`, `inert`), everything else is an attribute.
 */
export function h(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  fill(made, properties, children);
  return made;
}

const NAMESPACE = "http://www.w3.org/2000/svg";

/** The same for drawings. */
export function svg(tag, properties = {}, ...children) {
  const made = document.createElementNS(NAMESPACE, tag);
  fill(made, properties, children);
  return made;
}

const SET = new Set(["value", "disabled", "hidden", "inert", "checked", "selected"]);

function fill(made, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    else if (name === "text") made.textContent = value;
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name === "class") made.setAttribute("class", value);
    else if (SET.has(name)) made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
}

/** Puts new children into a place, and the focus back on what has the same `data-focus` as before. */
export function put(place, ...children) {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.dataset.focus;
  const caret = focused && "selectionStart" in focused ? focused.selectionStart : null;
  const scrolled = place.scrollTop;
  place.replaceChildren(...children.flat(Infinity).filter(Boolean));
  place.scrollTop = scrolled;
  if (!key) return;
  const again = place.querySelector(`[data-focus="${CSS.escape(key)}"]`);
  again?.focus();
  if (caret !== null && again?.type === "text") again.setSelectionRange(caret, caret);
}
