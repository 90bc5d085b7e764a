// The one entry that holds the settings (and the one that holds the profile): written member by member.
import { call } from "./api.js";
import { change, draft, seen } from "./entries.js";
import { PROFILE_ID, SETTING_ID } from "./ids.js";

async function saveTo(id, kind, patch) {
  const [entry] = await call("entries", { kind, limit: 1 }).then((r) => r.entries, () => []);
  if (entry) seen(entry);
  else draft(id, kind);
  return change(id, patch);
}

/** Members of the setting entry, for instance {theme: "dark"}; undefined takes one away. */
export const saveSettings = (patch) => saveTo(SETTING_ID, "setting", patch);

/** Members of the profile entry. */
export const saveProfile = (patch) => saveTo(PROFILE_ID, "profile", patch);
