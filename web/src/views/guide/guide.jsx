// The guide inside the app; docs/guide.md says the same at more length.
import { Card, Fold, Icon, Page } from "../../parts/index.js";

export function Guide() {
  return (
    <Page title="How Unknot works" narrow back={{ href: "#/more", text: "More" }} lead="You do not have to read this before you start.">
      <Card title="A spasm comes">
        <ol class="steps">
          <li>Press <b>Spasm now</b>. A clock starts.</li>
          <li>When it lets go, press <b>It eased</b>. It is saved.</li>
          <li>You can stop there. Place, pain and the rest can wait, or stay out.</li>
        </ol>
        <p>Was it over before? Press <b>Already over</b>. “In the evening” is exact enough. Days later is fine too.</p>
      </Card>
      <Card title="In the evening">
        <p>Two questions: how many spasms, and how bad the pain was. If there was none, say so: “none” is worth as much as a number.</p>
        <ul class="bullets">
          <li>A number: you told us how many.</li>
          <li>A ring: you told us none.</li>
          <li>Stripes: nothing was written down, so we do not know. That is ordinary, and never counted as good or bad.</li>
        </ul>
      </Card>
      <Card title="When something needs a doctor">
        <p>Unknot then says so above everything else. The warning stays until you press “I have had advice”. All the signs are under{" "}
          <a href="#/help">When to get help</a>.</p>
        <p>The names on your entries are labels for your diary. They are not diagnoses.</p>
      </Card>
      <div class="card folds">
        <Fold title="Looking back">
          <p>The <a href="#/diary">Diary</a> has a list, a calendar and patterns. Open an entry to change or remove it. Older versions are
            kept, and a removed entry can come back.</p>
          <p>Patterns show when and where. They do not show why.</p>
        </Fold>
        <Fold title="Treatments">
          <p>The cards say what studies found, and how sure that is. The squares show how sure, not how good. Nothing is recommended here.
            Never stop a prescribed medicine because of this app.</p>
        </Fold>
        <Fold title="For the doctor">
          <p>The <a href="#/report">report</a> is one or two pages. You print it or show it. Nothing is sent.</p>
        </Fold>
        <Fold title="Copies">
          <p>The diary is one file on this device. If the device breaks, it is gone. Make a safe copy in <a href="#/settings">Settings</a>,
            keep it somewhere else, and write the passphrase down. We cannot open it without.</p>
        </Fold>
        <Fold title="Who can read it">
          <p>You, on this device. There is no account, and nothing goes to the network. Somebody who uses this computer as you can read it too.</p>
        </Fold>
        <Fold title="What Unknot cannot do">
          <ul class="bullets">
            <li>It cannot examine you, and it cannot tell you what you have.</li>
            <li>It cannot see what you did not write down.</li>
            <li>It cannot yet draw and run trials in this app, so it cannot say what caused or eased a spasm.</li>
            <li>It does not remind you. It waits until you open it.</li>
          </ul>
        </Fold>
      </div>
      <p class="help-line"><Icon name="book" /><span>The longer guide is the file docs/guide.md that came with the program.</span></p>
    </Page>
  );
}
