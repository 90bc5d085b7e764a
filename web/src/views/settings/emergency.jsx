// The number that stands with the warnings.
import { Card, Field, say } from "../../parts/index.js";
import { useSetting } from "../../parts/single.js";

const LONGEST = 20;

export function Emergency() {
  const [setting, put] = useSetting();
  const keep = (number) => {
    if (number === (setting.emergency_number ?? "")) return;
    put({ emergency_number: number });
    say("Saved.");
  };
  return (
    <Card title="Emergency number">
      <Field label="Your emergency number" type="tel" inputMode="tel" maxLength={LONGEST} value={setting.emergency_number ?? ""} onSave={keep}
        hint="112 in Europe, 999 in Britain, 911 in North America, 000 in Australia. It stands with the warnings." />
    </Card>
  );
}
