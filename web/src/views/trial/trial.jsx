// One trial: what to do today, how far it is, how to stop. #/trial/ID.
import "./trial.css";
import { HelpLine, Page, QuestionCard } from "../../parts/index.js";
import { errorOf, useReply } from "../../state.js";
import { Nowhere } from "../nowhere/nowhere.jsx";
import { Amend } from "./amend.jsx";
import { Course } from "./course.jsx";
import { DayCard } from "./day.jsx";
import { Draft, Done } from "./ends.jsx";
import { Guess } from "./guess.jsx";
import { Late } from "./late.jsx";
import { Look, Looked } from "./look.jsx";
import { OpenAtEnd } from "./open.jsx";
import { Safety } from "./safety.jsx";
import { Seal } from "./seal.jsx";
import { SoFar, WhyNot } from "./why.jsx";

const BACK = { href: "#/answers", text: "Answers" };

export function Trial({ parts: [, id] }) {
  const args = { id };
  const reply = useReply("trial", args);
  if (!reply && errorOf("trial", args)) return <Nowhere />;
  if (!reply) return <Page title="Trial" narrow back={BACK} />;
  const { trial, today, due } = reply;
  if (trial.state === "draft") return <Draft reply={reply} />;
  const isOver = trial.state === "finished" || trial.state === "stopped";
  return (
    <Page title={today.title || trial.title} lead={today.title ? trial.title : trial.line} narrow back={BACK}>
      <QuestionCard about={reply.harms.at(-1)?.id ?? id} />
      {isOver && <Done reply={reply} />}
      {!isOver && <DayCard reply={reply} />}
      {due.includes("guess") && <Guess key={reply.guess_unit} reply={reply} />}
      {due.includes("open") && <OpenAtEnd reply={reply} />}
      {due.includes("look") ? <Look reply={reply} /> : !isOver && <Looked reply={reply} />}
      <Late reply={reply} />
      <Course reply={reply} />
      {!isOver && <Safety reply={reply} />}
      {!isOver && <SoFar reply={reply} />}
      {!due.includes("open") && <WhyNot reply={reply} />}
      <Seal reply={reply} />
      {reply.may.includes("amend") && <Amend reply={reply} />}
      <HelpLine />
    </Page>
  );
}
