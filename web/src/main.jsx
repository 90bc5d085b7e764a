import "../styles/app.css";
import { render } from "preact";
import { takeToken } from "./api.js";
import { guardDoubleTaps } from "./double-tap.js";
import { takeUpUnsaved, watchUnsaved } from "./entries.js";
import { keepFocus } from "./focus.js";
import { Frame } from "./frame.jsx";
import { watchPicks } from "./relief.js";
import { startWatching } from "./state.js";

takeToken();
takeUpUnsaved();
watchUnsaved();
watchPicks();
startWatching();
guardDoubleTaps();
keepFocus();
render(<Frame />, document.getElementById("app"));
