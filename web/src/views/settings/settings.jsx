// Settings: #/settings and its pages. Copies come before looks.
import "./settings.css";
import { useReply } from "../../state.js";
import { Card, Page, Row, Rows } from "../../parts/index.js";
import { Nowhere } from "../nowhere/nowhere.jsx";
import { SafeCopy } from "./copy.jsx";
import { Check } from "./check.jsx";
import { Erase } from "./erase.jsx";
import { KINDS, Own } from "./own.jsx";
import { Looks } from "./looks.jsx";
import { Move } from "./move.jsx";
import { AboutMe } from "./profile.jsx";
import { Emergency } from "./emergency.jsx";

export function Settings({ parts: [, page] }) {
  if (!page) return <Overview />;
  if (page === "me") return <AboutMe />;
  return Object.hasOwn(KINDS, page) ? <Own page={page} /> : <Nowhere />;
}

function Overview() {
  const catalogue = useReply("catalogue");
  const version = useReply("about")?.version;
  const asked = (page) => catalogue?.[page]?.filter((x) => !x.archived).length;
  return (
    <Page title="Settings" back={{ href: "#/more", text: "More" }}>
      <div class="cols even">
        <div class="col">
          <SafeCopy />
          <Looks />
          <Card title="What you track">
            <Rows>
              <Row href="#/settings/measures" title="Check-in questions" side={asked("measures")} />
              <Row href="#/settings/suspects" title="Suspects" line="What you think may set a spasm off" side={asked("suspects")} />
              <Row href="#/settings/treatments" title="Remedies" line="Add your own, put others away" side={asked("treatments")} />
              <Row href="#/relief/plan" title="Remedies compared in a spasm" line="One is picked by chance each time" />
              <Row href="#/settings/me" title="About me" line="Age, conditions, name for the report" />
            </Rows>
          </Card>
        </div>
        <div class="col">
          <Emergency />
          <Move />
          <Check />
          <Erase />
          {version && <p class="small">Unknot {version}</p>}
        </div>
      </div>
    </Page>
  );
}
