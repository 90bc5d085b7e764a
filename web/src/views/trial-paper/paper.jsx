// The plan or the report of a trial, to read, print or save. #/trial-paper/ID/protocol, …/report.
import "./paper.css";
import { useEffect, useState } from "preact/hooks";
import { save } from "../../api.js";
import { Button, Icon, Page, say } from "../../parts/index.js";
import { Done, Problem } from "../../parts/Problem.jsx";
import { errorOf, useReply } from "../../state.js";
import { Nowhere } from "../nowhere/nowhere.jsx";

const PAGES = {
  protocol: { title: "The plan of the trial", lead: "As it was fixed before the first day.", file: "unknot-trial-plan.html" },
  report: { title: "Report of the trial", lead: "For a doctor, or to keep. Nothing is sent: you print it or show it.", file: "unknot-trial-report.html" },
};

export function TrialPaper({ parts: [, id, page] }) {
  return Object.hasOwn(PAGES, page ?? "") ? <Paper id={id} page={page} /> : <Nowhere />;
}

function Paper({ id, page }) {
  const { title, lead, file } = PAGES[page];
  const back = page === "report" ? { href: `#/trial-answer/${id}`, text: "The answer" } : { href: `#/trial/${id}`, text: "The trial" };
  return <PaperOf name="trial-report" args={{ id, page }} title={title} lead={lead} file={file} back={back} />;
}

/** A page that an operation makes ({html}; with format "page" the file): to read, print or save. */
export function PaperOf({ name, args, title, lead, file, back }) {
  const reply = useReply(name, args);
  const [state, set] = useState({});
  useEffect(() => {
    document.documentElement.dataset.page = "trial-paper";     // for the printer
    return () => delete document.documentElement.dataset.page;
  }, []);
  const toFile = async () => {
    try {
      set({ done: await save(name, { ...args, format: "page" }, file) });
      say("Saved as a file.");
    } catch (error) {
      set({ error });
    }
  };
  return (
    <Page title={title} lead={lead} narrow back={back}>
      <div class="no-print stack">
        <div class="btn-row">
          <Button kind="main" onClick={() => window.print()}><Icon name="print" />Print</Button>
          <Button onClick={toFile}><Icon name="down" />Save as a file</Button>
        </div>
        {state.done && <Done>Saved as {state.done}. It opens in any browser, and can be printed from there.</Done>}
        <Problem error={state.error} title="It could not be saved" level={2} />
        <Problem error={reply ? null : errorOf(name, args)} title="The page could not be made" level={2} />
      </div>
      {/* made by the program; what a person wrote stands in it as text */}
      {reply && <div class="paper" dangerouslySetInnerHTML={{ __html: reply.html }} />}
    </Page>
  );
}
