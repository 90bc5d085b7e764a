// The registry: which view answers which address. First part of the address -> view; a view gets
// {parts, ask}: "#/entry/ID?day=…" -> parts ["entry", "ID"], ask {day}. nav: the destination lit up.
import { Nowhere } from "./views/nowhere/nowhere.jsx";
import { Today } from "./views/today/today.jsx";
import { Add } from "./views/add/add.jsx";
import { CheckIn } from "./views/check-in/check-in.jsx";
import { Log } from "./views/log/log.jsx";
import { Over } from "./views/over/over.jsx";

export const VIEWS = {
  today: { view: Today, nav: "today" },
  log: { view: Log, nav: "today" },                 // #/log/ID, #/log/ID/body
  over: { view: Over, nav: "today" },               // #/over, #/over/ID
  add: { view: Add, nav: "today" },                 // #/add
  "check-in": { view: CheckIn, nav: "today" },      // #/check-in, #/check-in/DAY
  diary: { view: Nowhere, nav: "diary" },           // #/diary, #/diary/calendar, #/diary/patterns
  entry: { view: Nowhere, nav: "diary" },           // #/entry/ID
  answers: { view: Nowhere, nav: "answers" },
  treatments: { view: Nowhere, nav: "treatments" },
  treatment: { view: Nowhere, nav: "treatments" },  // #/treatment/ID
  more: { view: Nowhere, nav: "more" },
  help: { view: Nowhere, nav: "help" },
  report: { view: Nowhere, nav: "more" },
  settings: { view: Nowhere, nav: "more" },
  surveys: { view: Nowhere, nav: "more" },          // #/surveys, #/surveys/KEY
  guide: { view: Nowhere, nav: "more" },
};

export const NAV = [
  { id: "today", text: "Today", icon: "sun", href: "#/today" },
  { id: "diary", text: "Diary", icon: "book", href: "#/diary" },
  { id: "answers", text: "Answers", icon: "dots", href: "#/answers" },
  { id: "treatments", text: "Treatments", icon: "heart", href: "#/treatments" },
  { id: "more", text: "More", icon: "more", href: "#/more" },
];
