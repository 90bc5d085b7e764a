// How it looks. Each tap holds at once.
import { Card, Choice, Switch } from "../../parts/index.js";
import { useSetting } from "../../parts/single.js";

const THEMES = [{ value: "system", text: "Auto" }, { value: "light", text: "Light" }, { value: "dark", text: "Dark" }];
const SIZES = [{ value: 100, text: "Normal" }, { value: 125, text: "Large" }, { value: 150, text: "Largest" }];

export function Looks() {
  const [setting, put] = useSetting();
  return (
    <Card title="How it looks">
      <Choice title="Light or dark" options={THEMES} value={setting.theme ?? "system"} onPick={(theme) => put({ theme })} />
      <Choice title="Text size" options={SIZES} value={setting.text_size ?? 100} onPick={(size) => put({ text_size: size })} />
      <Switch label="Left hand" line="Buttons to the left" on={setting.hand === "left"} onChange={(on) => put({ hand: on ? "left" : "right" })} />
    </Card>
  );
}
