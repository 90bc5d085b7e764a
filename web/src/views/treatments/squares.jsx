// How sure science is, as squares with words. Not how good a treatment is.

export const Squares = ({ certainty }) => (
  <span class="sureness" aria-hidden="true">{[1, 2, 3, 4].map((n) => <i key={n} class={n <= certainty ? "on" : undefined} />)}</span>
);

export const Sure = ({ certainty, words }) => (
  <span class="small rated"><Squares certainty={certainty} /><span>{words}</span></span>
);
