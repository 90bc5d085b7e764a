// A copy is asked for once, when there is something worth keeping.
import { Card, Button } from "../../parts/index.js";
import { useSetting } from "../../parts/single.js";
import { useReply } from "../../state.js";

const ENTRIES_FIRST = 20;

export function CopyCard() {
  const about = useReply("about");
  const [, put] = useSetting();
  if (!about || about.example || about.settings?.copy_asked || about.entries < ENTRIES_FIRST) return null;
  return (
    <Card title="Keep a copy?" tone="note">
      <p>Your diary is only on this device. A copy keeps it safe if the device breaks. We ask only once.</p>
      <div class="btn-row fill">
        <a class="btn" href="#/settings">Make a copy</a>
        <Button onClick={() => put({ copy_asked: about.today })}>Not now</Button>
      </div>
    </Card>
  );
}
