// The two entries of which there is one: the settings and the profile.
import { change, draft, useEntry } from "../entries.js";
import { PROFILE_ID, SETTING_ID } from "../ids.js";

function useSingle(id, kind) {
  const record = useEntry(id);
  const put = (patch) => {
    draft(id, kind, { precision: "minute" });      // nothing when it is known already
    return change(id, patch);
  };
  return [record?.body ?? {}, put];
}

/** [body, put(patch)]; a tap is saved at once. */
export const useSetting = () => useSingle(SETTING_ID, "setting");
export const useProfile = () => useSingle(PROFILE_ID, "profile");
