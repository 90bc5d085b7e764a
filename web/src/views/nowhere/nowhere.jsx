// Shown at an address that leads nowhere.
import { Card, Page } from "../../parts/index.js";

export function Nowhere() {
  return (
    <Page title="Nothing here" back={{ href: "#/today", text: "Today" }}>
      <Card tone="flat"><p>This address leads nowhere. Your diary is as it was.</p></Card>
    </Page>
  );
}
