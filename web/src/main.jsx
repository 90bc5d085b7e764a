import "../styles/app.css";
import { render } from "preact";
import { takeToken } from "./api.js";
import { takeUpUnsaved } from "./entries.js";
import { Frame } from "./frame.jsx";
import { startWatching } from "./state.js";

takeToken();
takeUpUnsaved();
startWatching();
render(<Frame />, document.getElementById("app"));
