// The page's drawings: one path each, drawn in the colour of the text around it.

import { svg } from "./dom.js";

const PATHS = {
  messages: "M4 5h16v11H9l-5 4z", moments: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 5v4l3 2M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z", music: "M9 18V5l11-2v13M9 18a3 3 0 1 1-6 0 3 3 0 0 1 6 0zm11-2a3 3 0 1 1-6 0 3 3 0 0 1 6 0z",
  reminders: "M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4", calendar: "M4 6h16v14H4zM4 10h16M8 3v5M16 3v5", clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3 3",
  notes: "M6 3h9l4 4v14H6zM9 12h7M9 16h7M9 8h4", contacts: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-5 4-7 8-7s8 2 8 7", weather: "M7 18a4 4 0 0 1 0-8 5 5 0 0 1 9.6-1A4.5 4.5 0 0 1 17 18z",
  settings: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 2v4M12 18v4M2 12h4M18 12h4M5 5l3 3M16 16l3 3M19 5l-3 3M8 16l-3 3", reads: "M4 5c3-1 6-1 8 1 2-2 5-2 8-1v14c-3-1-6-1-8 1-2-2-5-2-8-1zM12 6v14",
  tools: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM16.500 13v7M13 16.500h7", wallet: "M3 7h16v13H3zM3 7l12-4v4M15 13h6v4h-6z",
  tea: "M7 8h10l-1.500 13h-7zM6 8h12M12 8l3-6", food: "M3 12h18a9 9 0 0 1-18 0zM8 8c0-2 2-2 2-4M13 8c0-2 2-2 2-4", dining: "M7 3v18M4 3v5a3 3 0 0 0 6 0V3M17 3c-3 2-3 7 0 9v9M17 3v9",
  cinema: "M3 6h18v12H3zM3 10h18M7 6l2 4M12 6l2 4M17 6l2 4", clinic: "M9 3h6v6h6v6h-6v6H9v-6H3V9h6z", ride: "M4 16v-4l2-5h12l2 5v4zM4 16v3M20 16v3M7 13h1M16 13h1", parcels: "M3 8l9-5 9 5v9l-9 5-9-5zM3 8l9 5 9-5M12 13v9",
  utilities: "M13 2L5 14h6l-1 8 9-13h-7z", social: "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM9 12l2 2 4-4",
  eye: "M2 12c4-8 16-8 20 0-4 8-16 8-20 0zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z", send: "M12 20V5M5 12l7-7 7 7", mic: "M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3zM5 11a7 7 0 0 0 14 0M12 18v4", back: "M15 4l-8 8 8 8", close: "M5 5l14 14M19 5L5 19",
  plus: "M12 4v16M4 12h16", minus: "M4 12h16", play: "M7 4l13 8-13 8z", pause: "M8 5v14M16 5v14", next: "M5 5l10 7-10 7zM19 5v14", lock: "M6 11h12v10H6zM8 11V8a4 4 0 0 1 8 0v3", finger: "M6 12a6 6 0 0 1 12 0v3M9 20v-8a3 3 0 0 1 6 0v8M12 12v9M4 16v-4a8 8 0 0 1 3-6",
  more: "M5 12h.01M12 12h.01M19 12h.01", call: "M5 4h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4c0 1-1 2-2 2C10 20 4 14 4 6c0-1 0-2 1-2z",
};

/** A drawing by its name, for the eye alone: what it means stands beside it or in a label. */
export const icon = (name) =>
  svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path", { d: PATHS[name] ?? PATHS.more }));
