// What warnings need to know about the person, and the name for the report. All of it can be left out.
import { Button, Card, Choice, Choices, Field, Page, say } from "../../parts/index.js";
import { useProfile } from "../../parts/single.js";

const AGES = [{ value: "under18", text: "Under 18" }, { value: "18to50", text: "18 to 50" }, { value: "over50", text: "Over 50" }];
const YES_NO = [{ value: true, text: "Yes" }, { value: false, text: "No" }];
const CONDITIONS = [
  { value: "kidney", text: "Kidney disease" }, { value: "liver", text: "Liver disease" }, { value: "dialysis", text: "Dialysis" },
  { value: "diabetes", text: "Diabetes" }, { value: "cancer", text: "Cancer, now or before" },
];
const NAME_MAX = 80;

export function AboutMe() {
  const [profile, put] = useProfile();
  const conditions = profile.conditions ?? [];
  const pick = (value, on) => put({ conditions: on ? [...conditions, value] : conditions.filter((c) => c !== value) });
  const none = { age: undefined, pregnant: undefined, conditions: undefined };
  return (
    <Page title="About me" narrow back={{ href: "#/settings", text: "Settings" }}
      lead="Some warnings depend on this. Leave out what you like. Each tap is saved, on this device only.">
      <Card><Choice title="Your age" options={AGES} value={profile.age} onPick={(age) => put({ age })} /></Card>
      <Card><Choice title="Pregnant?" options={YES_NO} value={profile.pregnant} onPick={(pregnant) => put({ pregnant })} /></Card>
      <Card><Choices title="Any of these?" options={CONDITIONS} values={conditions} onPick={pick} /></Card>
      <Card>
        <Field label="Name for the report" hint="Stands on the report for the doctor. Leave it empty if you like." autocomplete="name" maxLength={NAME_MAX}
          value={profile.name ?? ""} onSave={(name) => { put({ name }); say("Saved."); }} />
      </Card>
      {(profile.age || profile.pregnant !== undefined || conditions.length > 0) && (
        <Button onClick={() => { put(none); say("Taken back. Nothing of this is known now."); }}>Take these answers back</Button>
      )}
    </Page>
  );
}
