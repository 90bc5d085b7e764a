// The frame around every view: navigation below (phones) or at the side, the top line, and the person's
// wishes about looks. It also brings the focus to the heading of a new page.
import { useEffect, useRef } from "preact/hooks";
import { useRunning } from "./entries.js";
import { toHeading } from "./focus.js";
import { Icon } from "./parts/Icon.jsx";
import { Say } from "./parts/Say.jsx";
import { pathOf, useAddress } from "./router.js";
import { spasmNow } from "./spasm.js";
import { useSettings, useTrouble } from "./state.js";
import { undoStep } from "./undo.js";
import { Locked } from "./views/locked/locked.jsx";
import { Nowhere } from "./views/nowhere/nowhere.jsx";
import { NAV, VIEWS } from "./views.js";

function useLooks() {
  const { theme, text_size: size, hand } = useSettings();
  useEffect(() => {
    const root = document.documentElement;
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    root.dataset.hand = hand;
    if (Number(size) > 100) root.style.setProperty("font-size", `${size}%`);
    else root.style.removeProperty("font-size");
  }, [theme, size, hand]);
}

/* After a step to another page the focus goes to its heading, and the page starts at its top. */
function useFocus(path) {
  const first = useRef(true);
  useEffect(() => {
    if (first.current) { first.current = false; return; }
    undoStep();
    scrollTo(0, 0);
    toHeading();
  }, [path]);
}

const Mark = () => <a class="mark" href="#/today"><Icon name="loop" /><span>Unknot</span></a>;
const Here = () => <><Icon name="lock" /><span>Only on this device</span></>;

function Nav({ here, spasm }) {
  return (
    <nav class="nav" aria-label="Main">
      <div class="nav-side"><Mark /></div>
      {spasm && (
        <div class="nav-side">
          <button class="btn main wide" type="button" onClick={spasmNow}><Icon name="loop" />Spasm now</button>
        </div>
      )}
      <ul>
        {NAV.map((n) => (
          <li><a href={n.href} aria-current={here === n.id ? "page" : undefined}><Icon name={n.icon} /><span>{n.text}</span></a></li>
        ))}
      </ul>
      <div class="nav-side foot">
        <a href="#/help" aria-current={here === "help" ? "page" : undefined}><Icon name="doctor" /><span>When to get help</span></a>
        <p class="here"><Here /></p>
      </div>
    </nav>
  );
}

function skip(event) {
  event.preventDefault();            // the # of the address belongs to the pages
  document.getElementById("main")?.focus();
}

export function Frame() {
  const address = useAddress();
  const trouble = useTrouble();
  const running = useRunning();
  useLooks();
  const path = pathOf(address);
  const { view: View, nav } = (Object.hasOwn(VIEWS, address.parts[0]) && VIEWS[address.parts[0]]) || { view: Nowhere, nav: "" };
  useFocus(path);
  return (
    <>
      <a class="skip" href="#main" onClick={skip}>Skip to the page</a>
      <div class="app">
        <Nav here={nav} spasm={nav !== "today" && !running.length} />
        <header class="top"><Mark /><span class="here"><Here /></span></header>
        {trouble?.code === "TOKEN" ? <Locked /> : <View key={path} {...address} />}
      </div>
      <Say />
    </>
  );
}
