// The registry: which view answers which address. First part of the address -> view; a view gets
// {parts, ask}: "#/entry/ID?day=…" -> parts ["entry", "ID"], ask {day}. nav: the destination lit up.
import { Nowhere } from "./views/nowhere/nowhere.jsx";
import { Today } from "./views/today/today.jsx";
import { Add } from "./views/add/add.jsx";
import { Answers } from "./views/answers/answers.jsx";
import { CheckIn } from "./views/check-in/check-in.jsx";
import { Diary } from "./views/diary/diary.jsx";
import { Entry } from "./views/entry/entry.jsx";
import { Guide } from "./views/guide/guide.jsx";
import { Help } from "./views/help/help.jsx";
import { Log } from "./views/log/log.jsx";
import { More } from "./views/more/more.jsx";
import { Now } from "./views/now/now.jsx";
import { Over } from "./views/over/over.jsx";
import { Plan } from "./views/plan/plan.jsx";
import { Relief } from "./views/relief/relief.jsx";
import { Report } from "./views/report/report.jsx";
import { Settings } from "./views/settings/settings.jsx";
import { Surveys } from "./views/surveys/surveys.jsx";
import { Treatment } from "./views/treatments/card.jsx";
import { Treatments } from "./views/treatments/treatments.jsx";
import { Trial } from "./views/trial/trial.jsx";
import { TrialAnswer } from "./views/trial-answer/answer.jsx";
import { TrialPaper } from "./views/trial-paper/paper.jsx";
import { TrialSheet } from "./views/trial-sheet/sheet.jsx";
import { Triggers } from "./views/triggers/triggers.jsx";

export const VIEWS = {
  today: { view: Today, nav: "today" },
  log: { view: Log, nav: "today" },                 // #/log/ID, #/log/ID/body
  over: { view: Over, nav: "today" },               // #/over, #/over/ID
  add: { view: Add, nav: "today" },                 // #/add
  "check-in": { view: CheckIn, nav: "today" },      // #/check-in, #/check-in/DAY
  diary: { view: Diary, nav: "diary" },             // #/diary, #/diary/calendar, …/patterns, …/day/DAY
  entry: { view: Entry, nav: "diary" },             // #/entry/ID
  answers: { view: Answers, nav: "answers" },
  plan: { view: Plan, nav: "answers" },             // #/plan, #/plan?id=ID
  trial: { view: Trial, nav: "answers" },           // #/trial/ID
  "trial-answer": { view: TrialAnswer, nav: "answers" },
  "trial-paper": { view: TrialPaper, nav: "answers" }, // #/trial-paper/ID/protocol, …/report
  "trial-sheet": { view: TrialSheet, nav: "answers" },
  relief: { view: Relief, nav: "answers" },         // #/relief, #/relief/plan, #/relief/paper
  treatments: { view: Treatments, nav: "treatments" },
  treatment: { view: Treatment, nav: "treatments" }, // #/treatment/ID
  now: { view: Now, nav: "answers" },               // #/now, #/now/EPISODE: what may be tried
  triggers: { view: Triggers, nav: "answers" },     // #/triggers, #/triggers/paper
  more: { view: More, nav: "more" },
  help: { view: Help, nav: "help" },
  report: { view: Report, nav: "more" },
  settings: { view: Settings, nav: "more" },        // #/settings, #/settings/PAGE
  surveys: { view: Surveys, nav: "more" },          // #/surveys, #/surveys/KEY
  guide: { view: Guide, nav: "more" },
};

export const NAV = [
  { id: "today", text: "Today", icon: "sun", href: "#/today" },
  { id: "diary", text: "Diary", icon: "book", href: "#/diary" },
  { id: "answers", text: "Answers", icon: "dots", href: "#/answers" },
  { id: "treatments", text: "Treatments", icon: "heart", href: "#/treatments" },
  { id: "more", text: "More", icon: "more", href: "#/more" },
];
