// An entry that was taken back, or that this diary does not hold.
import { restore } from "../../entries.js";
import { go } from "../../router.js";
import { Button, Card, Page } from "../../parts/index.js";

export function Missing({ record }) {
  const back = { href: "#/today", text: "Today" };
  if (record === undefined) return <Page title="Your entry" narrow back={back} />;
  if (record === null) {
    return (
      <Page title="Not in this diary" narrow back={back}>
        <Card tone="flat"><p>There is no such entry here. Your diary is as it was.</p></Card>
      </Page>
    );
  }
  const bring = () => { restore(record.id); go(record.body.running ? "#/today" : `#/log/${record.id}`); };
  return (
    <Page title="Entry removed" narrow back={back}>
      <Card tone="flat"><p>It can come back.</p><Button onClick={bring}>Undo</Button></Card>
    </Page>
  );
}
