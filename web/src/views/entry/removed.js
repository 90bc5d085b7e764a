// Takes an entry out, and offers to bring it back on the next page.
import { remove, restore } from "../../entries.js";
import { say } from "../../parts/index.js";
import { offerUndo } from "../../undo.js";

const LOOKS = 20;                    // times to look for the line that came back
const LOOK_MS = 50;

/** After Undo the focus goes to what came back, once the page has drawn it. */
export async function bringBack(id, title) {
  await restore(id);
  say(`${title} is back.`);
  for (let i = 0; i < LOOKS; i++) {
    const line = document.querySelector(`[data-entry="${id}"]`);
    if (line) {
      line.focus();
      return;
    }
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
  }
}

export function removeEntry(id, title) {
  remove(id);
  offerUndo("Entry removed. It can come back.", () => bringBack(id, title));
}
