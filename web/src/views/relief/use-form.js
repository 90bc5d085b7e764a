// The plan while it is being changed. What is not kept yet lies in this browser, so that a page that was left
// or loaded anew has it still.
import { useState } from "preact/hooks";

const KEPT_KEY = "unknot-relief-plan";

function kept() {
  try { return JSON.parse(localStorage.getItem(KEPT_KEY)); } catch { return null; }
}

function keep(plan) {
  try {
    if (plan) localStorage.setItem(KEPT_KEY, JSON.stringify(plan));
    else localStorage.removeItem(KEPT_KEY);
  } catch { /* no room there: it is still on the page */ }
}

export const forgetPlan = () => keep(null);

/** {plan, isChanged, set(patch), setRemedy(key, patch), pick(key, on), forget()}. plan: as kept in the diary, or suggested. */
export function useForm(plan) {
  const [draft, setDraft] = useState(kept);
  const now = draft ?? plan;
  const put = (next) => {
    setDraft(next);
    keep(next);
  };
  const set = (patch) => put(Object.fromEntries(Object.entries({ ...now, ...patch }).filter(([, v]) => v !== undefined && v !== null)));
  const setRemedy = (key, patch) => set({ remedies: now.remedies.map((r) => (r.key === key ? { ...r, ...patch } : r)) });
  const pick = (key, on) => set({ remedies: on ? [...now.remedies, { key }] : now.remedies.filter((r) => r.key !== key) });
  return { plan: now, isChanged: !!draft, set, setRemedy, pick, forget: () => put(null) };
}
