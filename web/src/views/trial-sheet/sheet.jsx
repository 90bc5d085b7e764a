// The hand-over: the helper's sheet, shown once. #/trial-sheet/ID. It comes from this page's memory and goes
// when the helper has it; after a reload nothing of it is here.
import "./sheet.css";
import { useEffect, useState } from "preact/hooks";
import { saveBlob } from "../../api.js";
import { Button, Card, Icon, Page, say } from "../../parts/index.js";
import { Done } from "../../parts/Problem.jsx";
import { goInstead } from "../../router.js";
import { forgetSheet, sheetOf } from "../trial/started.js";

export function TrialSheet({ parts: [, id] }) {
  const sheet = sheetOf(id);
  const [isShown, setShown] = useState(false);
  const [done, setDone] = useState(null);
  useEffect(() => {
    document.documentElement.dataset.page = "trial-sheet";     // for the printer
    return () => delete document.documentElement.dataset.page;
  }, []);
  if (!sheet) {
    return (
      <Page title="The helper’s sheet" narrow back={{ href: `#/trial/${id}`, text: "The trial" }}>
        <Card><p>It was shown once and is not kept here. Whoever has the code can print it again with the program.</p></Card>
      </Page>
    );
  }
  const has = () => {
    forgetSheet();
    say("The sheet is gone from this page.");
    goInstead(`#/trial/${id}`);
  };
  const toFile = () => setDone(saveBlob(new Blob([sheet.page], { type: "text/html" }), "unknot-helper-sheet.html"));
  return (
    <Page title="Give the device to your helper" lead="What comes now is not for the person who tries it." narrow bare>
      <div class="no-print stack">
        {!isShown && (
          <Card title="For the helper" tone="tint">
            <ol class="steps">
              <li>Take the device, and see that the other person does not look.</li>
              <li>Print the sheet, save it where only you can read it, or copy it by hand.</li>
              <li>Cut out the slip with the code, fold it and tape it. The other person keeps it closed, and you keep the rest.</li>
            </ol>
            <Button kind="main big" onClick={() => setShown(true)}>I am the helper. Show the sheet</Button>
            <p class="small">It is shown once. Nobody can bring it back, neither can we.</p>
          </Card>
        )}
        {isShown && (
          <>
            <div class="btn-row">
              <Button kind="main" onClick={() => window.print()}><Icon name="print" />Print</Button>
              <Button onClick={toFile}><Icon name="down" />Save as a file</Button>
            </div>
            {done && <Done>Saved as {done}. Move it to where only you can read it.</Done>}
          </>
        )}
      </div>
      {/* made by the program; what a person wrote stands in it as text */}
      {isShown && <div class="sheet-box" dangerouslySetInnerHTML={{ __html: sheet.html }} />}
      {isShown && (
        <div class="no-print stack">
          <Button kind="main big wide" onClick={has}>I have it. Take it off this page</Button>
          <p class="small">Then give the device back.</p>
        </div>
      )}
    </Page>
  );
}
