// The shared parts, by one door.
export { Icon, Chevron, Thread } from "./Icon.jsx";
export { Back, Card, Chart, DayKey, Entry, Fold, HelpLine, makeId, PainBox, Row, Rows, Tabs } from "./Card.jsx";
export { Button, Choice, Choices, Field, Question, Scale, Stepper, Switch, Taps } from "./Form.jsx";
export { Dock, DoneStrip, ease, Page, useSeconds } from "./Page.jsx";
export { QuestionCard, WarningCard, WarningLine, Warnings } from "./Warning.jsx";
export { say } from "./Say.jsx";
