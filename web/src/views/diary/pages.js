// The diary page by page: as many pages of entries as were opened, asked in order, because each one
// says where the next begins. The last list is kept, so that coming back draws at once.
import { useEffect, useReducer, useRef } from "preact/hooks";
import { call } from "../../api.js";
import { useReply } from "../../state.js";

const PAGE = 60;                     // entries; a fortnight for most people
const kept = { pages: 1, entries: null, next: null, change: -1 };

async function load(pages) {
  const entries = [];
  let next = null;
  for (let i = 0; i < pages; i++) {
    const reply = await call("entries", { limit: PAGE, before: next });
    entries.push(...reply.entries);
    next = reply.next;
    if (!next) break;
  }
  return { entries, next };
}

/** {entries: newest first or null before the first reply, more: are there older ones, older(): open them}. */
export function useDiary() {
  const [, draw] = useReducer((n) => n + 1, 0);
  const change = useReply("about")?.change;
  const turn = useRef(0);
  const ask = async () => {
    const mine = ++turn.current;     // a later question makes an earlier one's answer stale
    try {
      const { entries, next } = await load(kept.pages);
      if (mine !== turn.current) return;
      Object.assign(kept, { entries, next, change });
      draw();
    } catch {
      // the frame says when the program does not answer; the old list stays
    }
  };
  useEffect(() => {
    if (change !== undefined && change !== kept.change) ask();
  }, [change]);
  const older = () => {
    kept.pages += 1;
    return ask();
  };
  return { entries: kept.entries, more: Boolean(kept.next), older };
}
