// The line to the server of this page: requests with the token of the run, and turns as lines that arrive one by one.

/** A request that was turned away; `status` and the server's own word for it. */
export class Refused extends Error {
  constructor(status, why) {
    super(why);
    this.status = status;
  }
}

const KEPT = "errand.token";

/** The token stands behind the # of the printed address. It is taken out of the bar and kept for a reload of this tab. */
export function token() {
  const given = location.hash.slice(1);
  if (/^[0-9a-f]{64}$/.test(given)) {
    sessionStorage.setItem(KEPT, given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(KEPT);
}

async function ask(method, path, body) {
  const headers = { authorization: `Bearer ${token() ?? ""}` };
  if (body !== undefined) headers["content-type"] = "application/json";
  const answer = await fetch(`/api${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, told.refused ?? answer.statusText);
  }
  return answer;
}

export const get = async (path) => (await ask("GET", path)).json();
export const post = async (path, body = {}) => (await ask("POST", path, body)).json();

/** Sends something, and gives each line of the answer to `told` as it arrives. */
export async function lines(path, body, told) {
  const answer = await ask("POST", path, body);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const part of parts) told(JSON.parse(part));
  }
}
