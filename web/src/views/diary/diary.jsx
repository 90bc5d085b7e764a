// The diary: #/diary, #/diary/calendar, #/diary/patterns, #/diary/day/DAY.
import "./diary.css";
import { isDay } from "../../time.js";
import { Nowhere } from "../nowhere/nowhere.jsx";
import { Calendar } from "./calendar.jsx";
import { DayPage } from "./day.jsx";
import { DiaryList } from "./list.jsx";
import { Patterns } from "./patterns.jsx";

export function Diary({ parts: [, which, day], ask }) {
  if (!which) return <DiaryList />;
  if (which === "calendar") return <Calendar ask={ask} />;
  if (which === "patterns") return <Patterns ask={ask} />;
  return which === "day" && isDay(day) ? <DayPage day={day} /> : <Nowhere />;
}
