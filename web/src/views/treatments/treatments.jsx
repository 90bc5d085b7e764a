// Treatments: things people try, with what studies found. Tried, never recommended.
import { useState } from "preact/hooks";
import { Card, Field, HelpLine, Page, Row, Rows } from "../../parts/index.js";
import { useReply } from "../../state.js";
import { Squares, Sure } from "./squares.jsx";

const GROUPS = [
  { id: "own", title: "Your own", takes: (t) => t.own },
  { id: "acute", title: "During a spasm", takes: (t) => t.acute },
  { id: "doctor", title: "Medicines: ask your doctor first", takes: (t) => t.group === "Medicines",
    line: "Unknot plans nothing that stops or changes these." },
  { id: "days", title: "To prevent spasms", takes: () => true },
];
const LEFT = ["own", "acute", "doctor"];

/** Each treatment in the first group that takes it. */
export function grouped(treatments) {
  const groups = GROUPS.map((g) => ({ ...g, list: [] }));
  for (const t of treatments) groups.find((g) => g.takes(t)).list.push(t);
  return groups.filter((g) => g.list.length);
}

const plain = (text) => (text ?? "").toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const matches = (t, words) => words.every((w) => plain(`${t.name} ${t.chip} ${t.group} ${t.found}`).includes(w));

export function Treatments() {
  const [text, setText] = useState("");
  const all = useReply("treatments")?.treatments?.filter((t) => !t.archived);
  const words = plain(text).split(/\s+/).filter(Boolean);
  const found = all?.filter((t) => matches(t, words));
  const groups = grouped(found ?? []);
  const column = (isLeft) => groups.filter((g) => LEFT.includes(g.id) === isLeft).map((g) => <Group key={g.id} {...g} />);
  return (
    <Page title="Treatments" lead={`${all ? all.length : ""} things people try. What studies found, and how sure that is.`.trim()}>
      <Field label="Find" type="search" placeholder="heat, magnesium, massage" value={text} onInput={(e) => setText(e.currentTarget.value)} />
      <p class="sr" role="status">{words.length && found ? `${found.length} found` : ""}</p>
      <section class="card note">
        <p><b>No study of anything was found that counted muscle spasms in fibromyalgia.</b> What follows comes from fibromyalgia pain or
          ordinary leg cramps.</p>
      </section>
      {found && !found.length && (
        <Card title="Nothing of that name" tone="flat">
          <p>Try another word. You can add your own remedies in <a href="#/settings/treatments">Settings</a>.</p>
        </Card>
      )}
      <p><a class="btn quiet" href="#/now">What may be tried now</a></p>
      <div class="cols even">
        <div class="col">{column(true)}</div>
        <div class="col">{column(false)}</div>
      </div>
      {found?.length > 0 && (
        <p class="small">Four squares show how sure science is, not how well it works. <Squares certainty={3} /> means fairly sure, even when the
          finding is “no effect”.</p>
      )}
      <HelpLine />
    </Page>
  );
}

function Group({ id, title, line, list }) {
  return (
    <Card title={title} id={`group-${id}`}>
      {line && <p class="small">{line}</p>}
      <Rows>
        {list.map((t) => (
          <Row key={t.id} href={`#/treatment/${t.id}`} title={t.name}>
            {!t.own && <Sure certainty={t.certainty} words={t.certainty_word} />}
          </Row>
        ))}
      </Rows>
    </Card>
  );
}
