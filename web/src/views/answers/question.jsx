// One question of the page. slow: its lines come when they are worked out; the room for them is there before,
// so that nothing below moves under a finger.
import { Icon } from "../../parts/index.js";

export function Question({ icon, badge = "", title, flat = false, slow = false, more, children }) {
  const id = `q-${icon}`;
  return (
    <section class={`card${flat ? " flat" : ""}`} aria-labelledby={id}>
      <div class="head-row">
        <span class={`badge ${badge}`}><Icon name={icon} /></span>
        <div class="stack-s"><h2 id={id}>{title}</h2><div class={slow ? "stack-xs answer-lines" : "stack-xs"}>{children}</div></div>
      </div>
      {more}
    </section>
  );
}
