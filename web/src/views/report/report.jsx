// The report for the doctor: made by the program, shown here, printed or saved. Nothing is sent.
import "./report.css";
import { useEffect, useState } from "preact/hooks";
import { save } from "../../api.js";
import { Button, Choice, Field, Icon, Page, say } from "../../parts/index.js";
import { Done, Problem } from "../../parts/Problem.jsx";
import { errorOf, useReply } from "../../state.js";
import { addDays, today as deviceToday } from "../../time.js";

const SPANS = [{ value: 28, text: "4 weeks" }, { value: 84, text: "12 weeks" }, { value: 182, text: "6 months" }, { value: 0, text: "Other days" }];
const DEFAULT = 84;

export function Report() {
  const now = useReply("about")?.today ?? deviceToday();
  const [span, setSpan] = useState(DEFAULT);
  const [own, setOwn] = useState(null);
  const range = span ? { from: addDays(now, 1 - span), to: now } : own ?? { from: addDays(now, 1 - DEFAULT), to: now };
  const reply = useReply("report", range);
  useEffect(() => {
    document.documentElement.dataset.page = "report";      // for the printer
    return () => delete document.documentElement.dataset.page;
  }, []);
  return (
    <Page title="Report for the doctor" narrow back={{ href: "#/more", text: "More" }}
      lead="One or two pages. Nothing is sent: you print it or show it.">
      <div class="no-print stack">
        <Choice title="How far back" options={SPANS} value={span} onPick={setSpan} />
        {span === 0 && <Days range={range} now={now} onPick={setOwn} />}
        <Out range={range} />
        <Problem error={reply ? null : errorOf("report", range)} title="The report could not be made" />
      </div>
      {/* made by the program; what a person wrote stands in it as text */}
      {reply && <div class="report" dangerouslySetInnerHTML={{ __html: reply.html }} />}
    </Page>
  );
}

function Days({ range, now, onPick }) {
  const set = (patch) => {
    const next = { ...range, ...patch };
    if (next.from && next.to && next.from <= next.to) onPick(next);
  };
  return (
    <div class="btn-row fill">
      <Field label="First day" type="date" max={range.to} value={range.from} onSave={(from) => set({ from })} />
      <Field label="Last day" type="date" max={now} min={range.from} value={range.to} onSave={(to) => set({ to })} />
    </div>
  );
}

function Out({ range }) {
  const [done, setDone] = useState(null);
  const [error, setError] = useState(null);
  const toFile = async () => {
    setError(null);
    try {
      const name = await save("report", { ...range, format: "page" }, `unknot-report-${range.to}.html`);
      setDone(name);
      say("Saved as a file.");
    } catch (e) {
      setError(e);
    }
  };
  return (
    <>
      <div class="btn-row">
        <Button kind="main" onClick={() => window.print()}><Icon name="print" />Print</Button>
        <Button onClick={toFile}><Icon name="down" />Save as a file</Button>
      </div>
      {done && <Done>Saved as {done}. It opens in any browser, and can be printed from there.</Done>}
      <Problem error={error} title="It could not be saved" />
    </>
  );
}
