// The two entries of which there is one: the settings and the profile. A tap is drawn at once, and saved.
import { useEffect, useRef, useState } from "preact/hooks";
import { call } from "../api.js";
import { change, draft, seen } from "../entries.js";
import { PROFILE_ID, SETTING_ID } from "../ids.js";
import { useReply } from "../state.js";

const without = (body) => Object.fromEntries(Object.entries(body).filter(([, v]) => v !== undefined && v !== ""));

/* member: of the reply "about"; empty when there is no such entry yet. */
function useSingle(id, kind, member) {
  const about = useReply("about");
  const [taps, setTaps] = useState({});
  const unsaved = useRef(0);           // a reply that came meanwhile does not know these taps yet
  useEffect(() => { if (unsaved.current === 0) setTaps({}); }, [about]);
  const put = async (patch) => {
    setTaps((now) => ({ ...now, ...patch }));
    unsaved.current += 1;
    if (Object.keys(about?.[member] ?? {}).length) {
      const known = await call("entry", { id }).catch(() => null);
      if (known?.entry) seen(known.entry);
    }
    draft(id, kind);                 // nothing when it is known
    await change(id, patch);
    unsaved.current -= 1;
  };
  return [without({ ...about?.[member], ...taps }), put];
}

/** [body, put(patch)]. */
export const useSetting = () => useSingle(SETTING_ID, "setting", "settings");
export const useProfile = () => useSingle(PROFILE_ID, "profile", "profile");
