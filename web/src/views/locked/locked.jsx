// This browser has no key, or an old one: the program was started anew.
import { tryAgain } from "../../entries.js";
import { Button, Card, Page } from "../../parts/index.js";

export function Locked() {
  return (
    <Page title="Open Unknot again" narrow bare>
      <Card>
        <p>Your diary is safe. This page has no key to it, so that no other page in this browser can read it.</p>
        <p>Open the address that Unknot showed when it started. It begins with <b>http://127.0.0.1</b> and ends with a long key.</p>
        <Button onClick={tryAgain}>Try again</Button>
      </Card>
    </Page>
  );
}
