// Boxes and rows: what a page is made of.
import { Chevron, Icon } from "./Icon.jsx";

let nextId = 0;
export const makeId = (prefix) => `${prefix}-${nextId++}`;

/** A box with a heading. tone: "flat" (empty), "tint", "green", "note". link: {href, text} beside the heading. */
export function Card({ title, link, tone = "", level = 2, id, children }) {
  const H = `h${level}`;
  const name = id ?? (title ? `h-${String(title).toLowerCase().replace(/[^a-z0-9]+/g, "-")}` : undefined);
  const heading = title && <H id={name}>{title}</H>;
  return (
    <section class={`card ${tone}`} aria-labelledby={title ? name : undefined}>
      {link ? <div class="section-title">{heading}<a href={link.href}>{link.text}</a></div> : heading}
      {children}
    </section>
  );
}

/** A list of whole-row targets; its children are <Row>s or <Entry>s. */
export const Rows = ({ children }) => <ul class="rows">{children}</ul>;

/** A row that leads somewhere (href) or does something (onPick), or only says something. */
export function Row({ href, onPick, icon, badge = "", title, line, side, children }) {
  const inside = (
    <>
      {icon && <span class={`badge ${badge}`}><Icon name={icon} /></span>}
      <span class="row-main"><span class="row-title">{title}</span>{line && <span class="small">{line}</span>}{children}</span>
      {side !== undefined && <span class="row-side">{side}</span>}
      {(href || onPick) && <Chevron />}
    </>
  );
  if (href) return <li><a class="row" href={href}>{inside}</a></li>;
  if (onPick) return <li><button class="row row-button" type="button" onClick={onPick}>{inside}</button></li>;
  return <li><div class="row">{inside}</div></li>;
}

/** Pain as a square that fills from below, its number first. pain: 0-10, null or undefined: not recorded. */
export function PainBox({ pain }) {
  if (pain === null || pain === undefined) {
    return <span class="pain unknown"><span aria-hidden="true">?</span><span class="sr">Pain not recorded</span></span>;
  }
  return <span class="pain" data-p={pain}><span class="sr">Pain </span>{pain}<span class="sr"> of 10</span></span>;
}

/* " Changed once." after the line, which may lack its full stop. */
function changedWords({ line, changed }) {
  if (!changed) return "";
  return `${!line || line.endsWith(".") ? " " : ". "}Changed ${changed === 1 ? "once" : `${changed} times`}.`;
}

/** One entry of the diary as a line; entry is what the api gives. href defaults to its own page. */
export function Entry({ entry, href }) {
  const s = entry.shown;
  return (
    <li>
      <a class="entry" href={href ?? `#/entry/${entry.id}`} data-entry={entry.id}>
        <time>{s.time ?? "That day"}</time>
        <span class="row-main"><span class="row-title">{s.title}</span>{(s.line || s.changed > 0) && <span class="small">{s.line}{changedWords(s)}</span>}</span>
        {entry.kind === "episode" ? <PainBox pain={s.pain} /> : <Chevron />}
      </a>
    </li>
  );
}

/** Something that opens. card: it is a card of its own. */
export function Fold({ title, card = false, open, children, onToggle }) {
  return (
    <details class={card ? "card fold" : "fold"} open={open} onToggle={onToggle}>
      <summary>{title}</summary>
      <div class="stack">{children}</div>
    </details>
  );
}

export function HelpLine() {
  return (
    <p class="help-line"><Icon name="doctor" />
      <span>This list cannot cover everything. If you feel something is badly wrong, act on that.{" "}
        <a href="#/help">When to get help</a></span>
    </p>
  );
}

export const Back = ({ href, children }) => <a class="back" href={href}><Icon name="back" />{children}</a>;

/** Links that look like tabs. tabs: [{href, text, here}]. */
export function Tabs({ label, tabs }) {
  return (
    <nav class="seg" aria-label={label}>
      {tabs.map((t) => <a href={t.href} aria-current={t.here ? "page" : undefined}>{t.text}</a>)}
    </nav>
  );
}

/** A chart of the api: {title, summary, svg, table}. The svg is made by the program, never by a person. */
export function Chart({ chart, keys, title = true }) {
  const { table } = chart;
  return (
    <figure class="chart">
      {title && <figcaption><b>{chart.title}</b><span class="small">{chart.summary}</span></figcaption>}
      <div class="chart-picture" dangerouslySetInnerHTML={{ __html: chart.svg }} />
      {keys && <DayKey />}
      {table && (
        <details><summary>The same as a table</summary>
          <div class="table-wrap" tabindex="0" role="region" aria-label={`Table: ${chart.title}`}>
            <table class="table"><caption>{table.caption}</caption>
              <thead><tr>{table.columns.map((c) => <th scope="col">{c}</th>)}</tr></thead>
              <tbody>{table.rows.map((row) => (
                <tr>{row.map((cell, i) => (i === 0 ? <th scope="row">{cell}</th> : <td>{cell}</td>))}</tr>
              ))}</tbody>
            </table>
          </div>
        </details>
      )}
    </figure>
  );
}

/** The three states of a day, as charts and calendars draw them. */
export function DayKey() {
  return (
    <ul class="key"><li><i class="k-bar" />Spasms</li><li><i class="k-none" />None</li><li><i class="k-gap" />Not recorded</li></ul>
  );
}
