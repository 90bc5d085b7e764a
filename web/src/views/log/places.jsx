// The places used lately as chips, and the way to the body map.
import { change } from "../../entries.js";
import { capital, useRegions } from "../../parts/Body.jsx";
import { Choices } from "../../parts/index.js";
import { useReply } from "../../state.js";

const AT_FIRST = ["left-calf", "right-calf", "neck-back", "left-foot", "right-foot"];
const SHOWN_MAX = 6;

export function PlaceChips({ record, title, quiet }) {
  const recent = useReply("today")?.recent_sites ?? [];
  const { byId, name } = useRegions();
  const sites = record.body.sites ?? [];
  const marked = sites.map((p) => p.site);
  const offered = [...new Set([...recent, ...AT_FIRST])].filter((s) => byId.has(s)).slice(0, SHOWN_MAX);
  const all = [...offered, ...marked.filter((s) => !offered.includes(s))];
  const pick = (site, on) => change(record.id, { sites: on ? [...sites, { site }] : sites.filter((p) => p.site !== site) });
  const text = (site) => {
    const pain = sites.find((p) => p.site === site)?.pain;
    return capital(name(site)) + (pain === undefined ? "" : `: ${pain}`);
  };
  return (
    <Choices title={title} quiet={quiet} values={marked} onPick={pick} options={all.map((s) => ({ value: s, text: text(s) }))}>
      <a class="btn place-more" href={`#/log/${record.id}/body`}>Somewhere else</a>
    </Choices>
  );
}
