// The only file that talks to the program. One function, call(); everything else is about the token,
// bytes and what went wrong.

const TOKEN_KEY = "unknot-token";
const WRITES = new Set(["add", "amend", "remove", "restore", "import", "restore-backup", "erase", "backup", "trial-new",
  "trial-event", "trial-log", "trial-archive", "relief-plan", "relief-draw", "relief-respond", "trigger-freeze"]);
/* Also sent as a body: what takes an object, what takes a code, and the draw, which is never asked twice. */
const POSTS = new Set([...WRITES, "trial-plan", "trial-start", "trial-sheet", "trial-verify"]);
const SLOW = new Set(["doctor", "erase", "trial-answer", "trial-report", "trial-start", "relief-answer", "relief-report", "triggers",
  "triggers-report", "trigger-freeze", "what-now", "report"]);
const PATIENCE_MS = 8000;            // a loopback call that takes longer is not coming
const TRY_AGAIN_MS = [250, 750];     // writes carry their own ids, so asking again is safe

/** code: the program's own, or OFFLINE (not running) or TOKEN (this page may not ask). */
export class ApiError extends Error {
  constructor({ code, message, hint = "", field = "" }) {
    super(message);
    Object.assign(this, { code, hint, field });
  }
}

/** Takes "#token=…" out of the address, where others could read it, and keeps it for this browser. */
export function takeToken() {
  const found = /^#token=([\w-]+)$/.exec(location.hash);
  if (!found) return;
  localStorage.setItem(TOKEN_KEY, found[1]);
  history.replaceState(null, "", `${location.pathname}#/today`);
}

const token = () => localStorage.getItem(TOKEN_KEY) ?? "";

async function ask(name, args, body, accept) {
  const headers = { Authorization: `Bearer ${token()}` };
  const init = { headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) };
  let url = `/api/${name}`;
  const known = Object.entries(args ?? {}).filter(([, v]) => v !== undefined && v !== null && v !== "");
  if (body !== undefined) {
    Object.assign(init, { method: "POST", body, signal: undefined });
    headers["Content-Type"] = "application/octet-stream";
    headers["Unknot-Arguments"] = encodeURIComponent(JSON.stringify(Object.fromEntries(known)));
  } else if (POSTS.has(name)) {
    Object.assign(init, { method: "POST", body: JSON.stringify(args ?? {}) });
    headers["Content-Type"] = "application/json";
  } else if (known.length) {
    url += `?${new URLSearchParams(known)}`;
  }
  if (accept === "bytes" || SLOW.has(name)) delete init.signal;    // years of a diary take their time
  let reply;
  try {
    reply = await fetch(url, init);
  } catch {
    throw new ApiError({ code: "OFFLINE", message: "Unknot is not running.",
      hint: "Start it again on this computer, then open the address it shows." });
  }
  if (reply.ok) return accept === "bytes" ? reply.blob().then((blob) => ({ blob, reply })) : reply.json();
  if (reply.status === 401) {
    throw new ApiError({ code: "TOKEN", message: "This page is not the one that Unknot opened.",
      hint: "Open the address that the program shows." });
  }
  const said = await reply.json().then((j) => j.error, () => null);
  throw new ApiError(said ?? { code: "SYSTEM", message: `Unknot answered ${reply.status}.` });
}

/** Asks an operation. Reads are asked once; writes again when nothing came back. */
export async function call(name, args) {
  const waits = WRITES.has(name) ? TRY_AGAIN_MS : [];
  for (let i = 0; ; i++) {
    try {
      return await ask(name, args);
    } catch (error) {
      if (error.code !== "OFFLINE" || i >= waits.length) throw error;
      await new Promise((wake) => setTimeout(wake, waits[i]));
    }
  }
}

/** An operation that takes bytes (import, restore-backup): a Blob or File. */
export const send = (name, args, blob) => ask(name, args, blob);

/** An operation that gives bytes, saved as a file. Returns its name. */
export async function save(name, args, proposed) {
  const { blob, reply } = await ask(name, args, undefined, "bytes");
  const named = /filename="?([^";]+)"?/.exec(reply.headers.get("Content-Disposition") ?? "");
  return saveBlob(blob, named?.[1] ?? proposed);
}

export function saveBlob(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  return name;
}
