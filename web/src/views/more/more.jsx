// More: what is not needed every day.
import { Icon, Page, Row, Rows } from "../../parts/index.js";

export function More() {
  return (
    <Page title="More" narrow>
      <section class="card" aria-label="More pages">
        <Rows>
          <Row href="#/help" icon="doctor" badge="note" title="When to get help" line="Signs that need a doctor" />
          <Row href="#/report" icon="print" badge="plain" title="Report for the doctor" line="One or two pages to print or show" />
          <Row href="#/add" icon="plus" badge="plain" title="Write something else down" line="A remedy, a medicine, a note" />
          <Row href="#/surveys" icon="list" badge="plain" title="Questionnaires" line="Two that doctors know, when you like" />
          <Row href="#/settings" icon="letters" badge="plain" title="Settings" line="Copies, looks, what you track, erase" />
          <Row href="#/guide" icon="loop" badge="plain" title="How Unknot works" line="The guide, in plain words" />
        </Rows>
      </section>
      <p class="help-line"><Icon name="lock" /><span>Your diary is only on this device. There is no account, and nothing is sent.</span></p>
    </Page>
  );
}
