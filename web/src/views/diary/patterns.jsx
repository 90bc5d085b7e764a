// When, where and how: pictures of the diary. They never say why.
import { Card, Chart, Choice, DayKey, Page, Row, Rows } from "../../parts/index.js";
import { goInstead } from "../../router.js";
import { useReply } from "../../state.js";
import { addDays, today as deviceToday } from "../../time.js";
import { HeatMap } from "./heat.jsx";
import { DiaryTabs } from "./tabs.jsx";
import { usedWords } from "./used.js";

const SPANS = [{ value: "28", text: "28 days" }, { value: "90", text: "3 months" }, { value: "365", text: "A year" }];

export function Patterns({ ask }) {
  const now = useReply("about")?.today ?? deviceToday();
  const span = SPANS.some((s) => s.value === ask?.span) ? ask.span : SPANS[0].value;
  const reply = useReply("patterns", { from: addDays(now, 1 - Number(span)), to: now });
  return (
    <Page title="Diary">
      <DiaryTabs at="Patterns" />
      <Choice title="How far back" quiet options={SPANS} value={span}
        onPick={(value) => goInstead(`#/diary/patterns?span=${value}`)} />
      {reply?.empty && <Empty />}
      {reply && !reply.empty && <Pictures reply={reply} />}
      <Card title="Patterns are not reasons" tone="note">
        <p>These pictures show when and where. They cannot show what caused a spasm, or what helped.</p>
      </Card>
    </Page>
  );
}

function Empty() {
  return (
    <Card title="No patterns yet" tone="flat">
      <p>After the first few spasms or check-ins you see here when and where they come. There is nothing to do now.</p>
    </Card>
  );
}

function Pictures({ reply }) {
  const { charts } = reply;
  return (
    <div class="cols even">
      <div class="col">
        <ChartCard chart={charts.days}><DayKey /></ChartCard>
        {charts.measures.map(({ key, chart }) => <ChartCard key={key} chart={chart} />)}
      </div>
      <div class="col">
        <ChartCard chart={charts.sites} />
        <HeatMap body={reply.body} />
        <ChartCard chart={charts.hours} />
        <ChartCard chart={charts.labels} />
        <Used used={reply.used} />
      </div>
    </div>
  );
}

const ChartCard = ({ chart, children }) => chart && (
  <Card title={chart.title}>
    <p class="small">{chart.summary}</p>
    <Chart chart={chart} title={false} />
    {children}
  </Card>
);

function Used({ used }) {
  if (!used?.length) return null;
  return (
    <Card title="What you used">
      <p class="small">What you said about it. Spasms pass by themselves too, so this is not proof that it helps.</p>
      <Rows>{used.map((u) => <Row key={u.key} title={u.name} line={usedWords(u)} />)}</Rows>
    </Card>
  );
}
