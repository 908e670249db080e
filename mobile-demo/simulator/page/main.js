// Starts the page: takes the token, makes this tab's phone or finds it again, and lets every part draw itself.

import { get, post, Refused, token } from "./api.js";
import * as assistant from "./assistant/sheet.js";
import * as surface from "./assistant/surface.js";
import { cameBack, KEPT as TRANSCRIPT } from "./assistant/turn.js";
import { h } from "./dom.js";
import * as inspector from "./inspector/inspector.js";
import * as phone from "./phone.js";
import { changed, state } from "./state.js";
import { t } from "./words.js";

const KEPT = "errand.phone";

/** The phone of this tab: it survives a reload, and is a new one in a new tab or after a new start of the server. */
async function own() {
  const kept = sessionStorage.getItem(KEPT);
  if (kept) {
    try {
      return await get(`/phones/${kept}`);
    } catch (refused) {
      if (!(refused instanceof Refused) || refused.status !== 404) throw refused;
      sessionStorage.removeItem(TRANSCRIPT);
    }
  }
  const made = await post("/phones", { zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC" });
  sessionStorage.setItem(KEPT, made.phone);
  return made;
}

async function start() {
  if (!token()) throw new Refused(401, t("noToken"));
  state.phone = await own();
  state.fetched = Date.now();
  phone.start();
  assistant.start();
  surface.start();
  inspector.start();
  cameBack();
  changed("screen", "status", "assistant", "surface", "inspector");
  document.body.dataset.ready = "true";
}

start().catch((error) => {
  state.language = navigator.language.startsWith("zh") ? "zh" : "en";
  document.getElementById("screen").replaceChildren(h("p", { class: "empty", role: "alert", text: error instanceof Refused && error.status === 401 ? t("noToken") : `${t("lost")} (${error.message})` }));
});
