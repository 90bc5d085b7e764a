// What speaks against a plan, in the program's words, beside what it is about.
import { Icon } from "../../parts/index.js";

const HEADS = { refused: "This cannot be compared", caution: "Take care", info: "" };
const FIELDS = ["remedies", "wait_limit", "night", "work", "odds", "cluster_minutes", "worth"];

/** Notes on a member of the plan ("remedies[1]", "worth"), or within it. exact: on itself only. */
export function NotesAt({ notes, field, exact = false }) {
  const mine = (notes ?? []).filter((n) => n.field === field || (!exact && (n.field?.startsWith(`${field}.`) || n.field?.startsWith(`${field}[`))));
  return mine.map((n) => (
    <p class={`plan-note ${n.level}`} key={n.code + n.field} data-note={n.code}>
      {HEADS[n.level] && <b>{HEADS[n.level]}. </b>}{n.words}
    </p>
  ));
}

const isPlaced = (field) => FIELDS.some((f) => field === f || field?.startsWith(`${f}[`) || field?.startsWith(`${f}.`));

/** Those that belong to no field of the page. */
export function NotesLeft({ notes }) {
  const left = (notes ?? []).filter((n) => !isPlaced(n.field));
  if (!left.length) return null;
  return (
    <section class={`warn ${left[0].level === "refused" ? "" : "days"}`} aria-labelledby="h-notes">
      <div class="warn-head"><Icon name="warning" /><h2 id="h-notes">{HEADS[left[0].level] || "Good to know"}</h2></div>
      <div class="warn-body">{left.map((n) => <p key={n.code} data-note={n.code}>{n.words}</p>)}</div>
    </section>
  );
}
