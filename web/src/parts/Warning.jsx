// Warnings stand above everything, say what to do in the first line, and stay until the person has had
// advice. Questions that matter are asked one at a time.
import { answer, useQuestions, write } from "../entries.js";
import { useReply } from "../state.js";
import { Fold } from "./Card.jsx";
import { Icon } from "./Icon.jsx";
import { say } from "./Say.jsx";

const LOOKS = { emergency: "now", today: "", days: "days" };

/** The person's emergency number as a call, or the way to the page that tells. */
function WhoToCall({ level }) {
  const number = useReply("about")?.settings?.emergency_number;
  if (level === "emergency" && number) {
    return <a class="btn main" href={`tel:${number.replace(/[^+\d]/g, "")}`}><Icon name="phone" />Call {number}</a>;
  }
  return <a class="btn main" href="#/help"><Icon name="phone" />Who to call</a>;
}

export function WarningCard({ warning: w, level = 2 }) {
  const H = `h${level}`;
  const name = `warning-${w.flag}`;
  const advised = () => {
    write("advice", { body: { flag: w.flag } });
    say("Put to rest. It stays on the report for your doctor.");
  };
  return (
    <section class={`warn ${LOOKS[w.level]}`} aria-labelledby={name} data-flag={w.flag}>
      <div class="warn-head"><Icon name="warning" /><H id={name}>{w.title}</H></div>
      <div class="warn-body">
        <p>{w.because}</p>
        <p><b>{w.act}</b></p>
        {w.escalate && <div class="strong-box"><p><b>{w.escalate}</b></p></div>}
        <div class="btn-row fill">
          <WhoToCall level={w.level} />
          <button class="btn" type="button" onClick={advised}>I have had advice</button>
        </div>
        {w.meanwhile && <p class="small">{w.meanwhile}</p>}
        {w.caution && <p class="small">{w.caution}</p>}
        <Fold title="Why am I seeing this?">
          <p class="small">{w.why}{w.source ? ` Source: ${w.source}.` : ""}</p>
          <p class="small">It stays here until you tap “I have had advice”. It also goes on your doctor’s report.</p>
        </Fold>
      </div>
    </section>
  );
}

/** All that stand now, worst first; read out once when they appear. */
export function Warnings() {
  const warnings = useReply("today")?.warnings ?? [];
  return (
    <>
      <p class="sr" role="alert">{warnings.length ? `${warnings[0].title}. ${warnings[0].act}` : ""}</p>
      {warnings.map((w) => <WarningCard key={w.flag + w.cause} warning={w} />)}
    </>
  );
}

/** On pages about other things: one line that leads to the warning. */
export function WarningLine() {
  const [worst] = useReply("today")?.warnings ?? [];
  if (!worst) return null;
  return <a class={`warn-line ${LOOKS[worst.level]}`} href="#/today"><Icon name="warning" /><b>{worst.title}</b></a>;
}

/** The one question that matters most now, or nothing. about: only those about that entry. */
export function QuestionCard({ about }) {
  const [first] = useQuestions().filter((q) => !about || !q.about || q.about === about);
  if (!first) return null;
  const pick = (word) => () => { answer(first, word); say("Saved."); };
  return (
    <section class="card ask" aria-labelledby="h-ask" data-flag={first.flag.flag}>
      <h2 id="h-ask">{first.flag.question}</h2>
      <div class="btn-row fill three">
        <button class="btn big" type="button" onClick={pick("yes")}>Yes</button>
        <button class="btn big" type="button" onClick={pick("no")}>No</button>
        <button class="btn big" type="button" onClick={pick("unsure")}>Not sure</button>
      </div>
      <p class="small">We ask because it can be a sign that needs a doctor.</p>
    </section>
  );
}
