// The first of the two taps: the start is saved at once, so that the clock survives closing.
import { write } from "./entries.js";
import { go, readAddress } from "./router.js";
import { moment } from "./time.js";
import { say } from "./parts/Say.jsx";

export function spasmNow() {
  write("episode", { at: moment(), body: { running: true } });
  say("Spasm running");
  if (readAddress().parts[0] !== "today") go("#/today");
}
