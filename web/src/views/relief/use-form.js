// The plan while it is being changed. What is not kept yet lies in this browser, so that a page that was left
// or loaded anew has it still.
import { useState } from "preact/hooks";

const KEPT_KEY = "unknot-relief-plan";

function kept() {
  try { return JSON.parse(localStorage.getItem(KEPT_KEY)); } catch { return null; }
}

function keep(draft) {
  try {
    if (draft) localStorage.setItem(KEPT_KEY, JSON.stringify(draft));
    else localStorage.removeItem(KEPT_KEY);
  } catch { /* no room there: it is still on the page */ }
}

export const forgetPlan = () => keep(null);

/** {plan, base, isChanged, set(patch), setRemedy(key, patch), pick(key, on), forget(), moved(version)}. plan: as kept in the
    diary, or suggested; version: of what is kept. base: the version that was changed here, so that what another tab
    kept meanwhile is not written over. moved(): the plan got a new version for another reason. */
export function useForm(plan, version) {
  const [draft, setDraft] = useState(kept);
  const now = draft?.plan ?? plan;
  const put = (next) => {
    setDraft(next);
    keep(next);
  };
  const set = (patch) => {
    const all = Object.entries({ ...now, ...patch }).filter(([, v]) => v !== undefined && v !== null);
    put({ plan: Object.fromEntries(all), base: draft ? draft.base : version ?? null });
  };
  const setRemedy = (key, patch) => set({ remedies: now.remedies.map((r) => (r.key === key ? { ...r, ...patch } : r)) });
  const pick = (key, on) => set({ remedies: on ? [...now.remedies, { key }] : now.remedies.filter((r) => r.key !== key) });
  const moved = (next) => draft && put({ ...draft, base: next });
  return { plan: now, base: draft ? draft.base : version, isChanged: !!draft, set, setRemedy, pick, forget: () => put(null), moved };
}
