// The icons: strokes on a field of 24 units, drawn for this app. Always beside a word, so never read out.

const STROKES = {
  sun: <><circle cx="12" cy="12" r="4.2"/><path d="M12 2.500v2M12 19.500v2M2.5 12h2M19.5 12h2M5.3 5.300l1.4 1.400M17.3 17.300l1.4 1.400M5.3 18.700l1.4-1.400M17.3 6.700l1.4-1.4"/></>,
  book: <><path d="M6 3h11a2 2 0 0 1 2 2v16H7a2.5 2.5 0 0 1-2.5-2.500V4.500A1.5 1.5 0 0 1 6 3z"/><path d="M4.6 18.300A2.5 2.5 0 0 1 7 16.500h12M9 8h6M9 11.500h4"/></>,
  heart: <><path d="M12 20.500c-4.7-3-8-6-8-10A4.5 4.5 0 0 1 12 8a4.5 4.5 0 0 1 8 2.500c0 4-3.3 7-8 10z"/><path d="M12 11v5M9.5 13.500h5"/></>,
  more: <><circle cx="5" cy="12" r="1.6" fill="currentColor"/><circle cx="12" cy="12" r="1.6" fill="currentColor"/><circle cx="19" cy="12" r="1.6" fill="currentColor"/></>,
  doctor: <><path d="M6 3v6a4.5 4.5 0 0 0 9 0V3"/><path d="M10.5 13.500V16a5 5 0 0 0 9.5 2v-3"/><circle cx="20" cy="12.5" r="2"/></>,
  lock: <><rect x="5" y="10.5" width="14" height="10" rx="2.5"/><path d="M8 10.500V7.500a4 4 0 0 1 8 0v3"/></>,
  back: <><path d="M15 5l-7 7 7 7"/></>,
  undo: <><path d="M8 5L4 9l4 4"/><path d="M4 9h10a6 6 0 0 1 0 12h-3"/></>,
  pill: <><rect x="2.5" y="8" width="19" height="8" rx="4"/><path d="M12 8v8"/></>,
  print: <><path d="M7 8V3.500h10V8M7 17H4.500v-7a2 2 0 0 1 2-2h11a2 2 0 0 1 2 2v7H17"/><rect x="7" y="14" width="10" height="6.5"/></>,
  heat: <><path d="M7 20c-2-3 2-5 0-8s2-5 0-8M13 20c-2-3 2-5 0-8s2-5 0-8M19 20c-2-3 2-5 0-8s2-5 0-8"/></>,
  phone: <><path d="M5 3.500h4l2 5-2.5 1.700a12 12 0 0 0 5.3 5.300L15.5 13l5 2v4a1.5 1.5 0 0 1-1.7 1.500C10.5 19.8 4.2 13.5 3.5 5.200A1.5 1.5 0 0 1 5 3.500z"/></>,
  gaps: <><path d="M4 8h11M18.5 8H20M4 12h3M10 12h10M4 16h9M16 16h4"/></>,
  letters: <><path d="M4 18L9 6l5 12M5.7 14h6.600M15.5 18l2.7-7 2.8 7M16.5 15.500h3.5"/></>,
  rise: <><path d="M4 17l5-5 4 3 7-8"/><path d="M15 7h5v5"/></>,
  moon: <><path d="M20 14.500A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.500z"/></>,
  plus: <><path d="M12 5v14M5 12h14"/></>,
  down: <><path d="M12 3.500v11M7.5 10.500l4.5 4.5 4.5-4.500M4 19.500h16"/></>,
  warning: <><path d="M12 3.500L22 20.500H2z"/><path d="M12 10v4.500M12 17.500v.1"/></>,
  envelope: <><rect x="3" y="5.5" width="18" height="13.5" rx="2.5"/><path d="M3.5 7.500l8.5 6.5 8.5-6.5"/></>,
  list: <><path d="M8 6h12M8 12h12M8 18h12"/><path d="M4 6v.1M4 12v.1M4 18v.1"/></>,
  person: <><circle cx="12" cy="5" r="2.5"/><path d="M5 11c2-1.500 4-2 7-2s5 .5 7 2M12 9v6M12 15l-3 6M12 15l3 6"/></>,
};

const LOOP = <path d="M2 19h8.5c7.5 0 13-4.2 13-9.4C23.5 6 20.9 3.5 17.2 3.500S11 6 11 9.600C11 14.8 16 19 24 19h8"/>;
const WAVE = <path d="M2 13c5 0 6.5-4 11-4s6 6 10.5 6S28 12 32 12"/>;
const HILL = (
  <>
    <circle cx="4.5" cy="17" r="2"/><circle cx="9.5" cy="17" r="2"/><circle cx="14.5" cy="17" r="2"/>
    <circle cx="19.5" cy="17" r="2"/><circle cx="9.5" cy="12" r="2"/><circle cx="14.5" cy="12" r="2"/>
    <circle cx="12" cy="7" r="2"/><rect x="3" y="20.7" width="18" height="1.6" rx=".8"/>
  </>
);

const hidden = { "aria-hidden": "true", focusable: "false" };
const round = { fill: "none", stroke: "currentColor", "stroke-linecap": "round", "stroke-linejoin": "round" };

/** name: a key of STROKES, or "loop" (a spasm), "wave" (it eased), "dots" (answers). */
export function Icon({ name, class: cls }) {
  if (name === "loop" || name === "wave") {
    return <svg class={cls} viewBox="0 0 34 24" {...round} stroke-width="2.6" {...hidden}>{name === "loop" ? LOOP : WAVE}</svg>;
  }
  if (name === "dots") return <svg class={cls} viewBox="0 0 24 24" fill="currentColor" {...hidden}>{HILL}</svg>;
  return <svg class={cls} viewBox="0 0 24 24" {...round} stroke-width="2" {...hidden}>{STROKES[name]}</svg>;
}

/** The arrow at the end of a row. */
export function Chevron() {
  return <svg class="chev" viewBox="0 0 24 24" {...round} stroke-width="2.2" {...hidden}><path d="M9 5l7 7-7 7"/></svg>;
}

/** The thread while it is tight, large, above the clock. */
export function Thread() {
  return (
    <svg class="thread" viewBox="0 0 300 84" {...round} stroke-width="7" {...hidden}>
      <path d="M6 62H120c30 0 56-10 56-30 0-13-11-21-25-21s-25 8-25 21c0 20 24 30 56 30h112" opacity=".95"/>
    </svg>
  );
}
