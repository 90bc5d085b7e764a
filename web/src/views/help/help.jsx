// When to get help: every danger sign, the worst first.
import { Fold, Icon, Page } from "../../parts/index.js";
import { useReply } from "../../state.js";

const LEVELS = [
  { level: "emergency", look: "now", icon: "phone", title: "Call the emergency number now" },
  { level: "today", look: "", icon: "warning", title: "Get medical help today" },
  { level: "days", look: "days", icon: "doctor", title: "See a doctor in the next days" },
];

export function Help() {
  const reply = useReply("warnings");
  const number = useReply("about")?.settings?.emergency_number;
  return (
    <Page title="When to get help" narrow back={{ href: "#/more", text: "More" }}
      lead="Unknot cannot examine you. If something feels badly wrong, act on that.">
      {reply && LEVELS.map((l) => <Level key={l.level} {...l} number={number} flags={reply.flags.filter((f) => f.level === l.level)} />)}
      {reply && (
        <Fold title="The whole list, with sources" card>
          <p class="small">
            {reply.flags.length} signs. {reply.flags.filter((f) => f.source).length} rest on a public source that we read.
            The others wait for a clinician’s review; each says which.
          </p>
          {LEVELS.map((l) => (
            <Whole key={l.level} title={l.title} flags={reply.flags.filter((f) => f.level === l.level)} />
          ))}
        </Fold>
      )}
      {reply && <p class="help-line"><Icon name="doctor" /><span>{reply.footer}</span></p>}
    </Page>
  );
}

function Level({ level, look, icon, title, flags, number }) {
  if (!flags.length) return null;
  const id = `help-${level}`;
  return (
    <section class={`warn ${look}`} aria-labelledby={id}>
      <div class="warn-head"><Icon name={icon} /><h2 id={id}>{title}</h2></div>
      <div class="warn-body">
        {level === "emergency" && <Call number={number} />}
        <ul class="bullets">{flags.map((f) => <li key={f.flag}>{f.sign}</li>)}</ul>
      </div>
    </section>
  );
}

function Call({ number }) {
  if (!number) {
    return <p>It is 112 in Europe, 999 in Britain, 911 in North America, 000 in Australia. <a href="#/settings">Put yours into Settings</a>.</p>;
  }
  return (
    <>
      <a class="btn danger big" href={`tel:${number.replace(/[^+\d]/g, "")}`}><Icon name="phone" />Call {number}</a>
      <p class="small">Your number: {number}. You can change it in <a href="#/settings">Settings</a>.</p>
    </>
  );
}

function Whole({ title, flags }) {
  return (
    <div class="stack">
      <h3>{title}</h3>
      {flags.map((f) => (
        <div class="stack-xs" key={f.flag}>
          <p><b>{f.sign}</b></p>
          <p>{f.act}</p>
          {f.escalate && <p>{f.escalate}</p>}
          <p class="small">{f.why}{f.source ? ` Source: ${f.source}.` : ""}{f.caution ? ` ${f.caution}` : ""}</p>
        </div>
      ))}
    </div>
  );
}
