// The first time: there is nothing to set up.
import { Card, Icon, Page, Warnings } from "../../parts/index.js";
import { LogDock } from "./today.jsx";

export function First() {
  return (
    <Page title="Hello." lead="There is nothing to set up." dock bare>
      <LogDock />
      <Warnings />
      <div class="cols">
        <div class="col">
          <Card title="When a spasm comes">
            <ol class="steps">
              <li>Tap <b>Spasm now</b>. A clock starts.</li>
              <li>Tap <b>It eased</b> when it lets go. It is saved.</li>
              <li>Where and how bad can wait. You can leave them out.</li>
            </ol>
          </Card>
          <Card title="What stays with you">
            <p>Your diary is kept on this device. There is no account, and nothing is sent anywhere.</p>
            <p class="small">A copy is a good idea once you have a few days. We ask once, not every day.</p>
          </Card>
        </div>
        <div class="col">
          <Card title="Nothing here yet" tone="flat">
            <p>Your last 7 days will show here. Days when you write nothing stay blank. They never count as days without spasms.</p>
            <a class="btn" href="#/guide">See how it works</a>
          </Card>
          <Card title="Before you start">
            <p>Some spasms need a doctor, not a diary.</p>
            <a class="btn" href="#/help"><Icon name="doctor" />When to get help</a>
          </Card>
        </div>
      </div>
    </Page>
  );
}
