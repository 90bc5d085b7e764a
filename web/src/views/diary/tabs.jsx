// The three ways to look at the diary.
import { Tabs } from "../../parts/index.js";

const TABS = [["#/diary", "List"], ["#/diary/calendar", "Calendar"], ["#/diary/patterns", "Patterns"]];

export const DiaryTabs = ({ at }) => (
  <Tabs label="Diary views" tabs={TABS.map(([href, text]) => ({ href, text, here: text === at }))} />
);
