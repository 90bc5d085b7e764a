// When, where and how: pictures of the diary. They never say why.
import { Card, Chart, Choice, DayKey, Fold, Page, Row, Rows } from "../../parts/index.js";
import { goInstead } from "../../router.js";
import { useReply } from "../../state.js";
import { addDays, today as deviceToday } from "../../time.js";
import { HeatMap } from "./heat.jsx";
import { DiaryTabs } from "./tabs.jsx";
import { usedWords } from "./used.js";

const SPANS = [{ value: "28", text: "28 days" }, { value: "90", text: "3 months" }, { value: "365", text: "A year" }];

const OPEN = 2;                      // measures drawn at once; the others wait in a fold

/* The whole span, but not the time before the diary began: that is no gap. */
function begin(now, days, first) {
  const from = addDays(now, 1 - days);
  const least = addDays(now, 1 - Number(SPANS[0].value));
  if (!first || first <= from) return from;
  return first < least ? first : least;
}

export function Patterns({ ask }) {
  const about = useReply("about");
  const now = about?.today ?? deviceToday();
  const span = SPANS.some((s) => s.value === ask?.span) ? ask.span : SPANS[0].value;
  const reply = useReply("patterns", { from: begin(now, Number(span), about?.first_day), to: now });
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
        {charts.measures.slice(0, OPEN).map(({ key, chart }) => <ChartCard key={key} chart={chart} />)}
        {charts.measures.length > OPEN && (
          <Fold title={`More measures (${charts.measures.length - OPEN})`} card>
            {charts.measures.slice(OPEN).map(({ key, chart }) => <Chart key={key} chart={chart} />)}
          </Fold>
        )}
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
