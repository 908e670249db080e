// Speech, where the browser recognises it. What is heard stands in the field while it is spoken.

import { state } from "../state.js";

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

export const canListen = Boolean(Recognition);

/** Listens to one sentence. `heard` gets what was understood so far, `ended` whether it was the whole sentence. */
export function hear(heard, ended) {
  const recognition = new Recognition();
  recognition.lang = state.language === "zh" ? "zh-CN" : "en-US";
  recognition.interimResults = true;
  let isWhole = false;
  recognition.onresult = (event) => {
    const result = event.results[event.results.length - 1];
    heard(result[0].transcript);
    isWhole = result.isFinal;
  };
  recognition.onerror = () => {};
  recognition.onend = () => ended(isWhole);
  recognition.start();
  return () => recognition.stop();
}
