// Three different results look different: a rising thread, two level lines, broken lines. The words say it too.

const GLYPHS = {
  helps: <><path d="M4 40c22 0 26-14 44-14s24 14 42 14"/><path d="M84 34l26-18M94 12l17 3-4 17"/></>,
  level: <path d="M6 18h104M6 36h104"/>,
  fog: <path d="M6 26h4M24 18h6M28 34h4M46 24h16M50 38h4M50 10h4M78 20h8M82 34h10M104 26h8"/>,
  worse: <><path d="M4 14c22 0 26 14 44 14s24-14 42-14"/><path d="M84 20l26 18M94 42l17-3-4-17"/></>,
};
const LOOKS = { benefit: "helps", small: "level", null: "level", harm: "worse", unclear: "fog", observed: "fog" };

function Glyph({ look }) {
  return (
    <svg class="glyph" viewBox="0 0 120 52" fill="none" stroke="currentColor" stroke-width="6" stroke-linecap="round" aria-hidden="true">{GLYPHS[look]}</svg>
  );
}

const plain = (text) => text.toLowerCase().replace(/[.]$/, "");
const says = (text, sentence) => plain(text).includes(plain(sentence));

export function Verdict({ reply }) {
  const look = LOOKS[reply.kind] ?? "fog";
  const others = (reply.contrasts ?? []).filter((c) => c.headline !== reply.headline);
  const isSaid = [reply.headline, ...(reply.doubts ?? [])].some((text) => reply.blinding && says(text, reply.blinding));
  return (
    <section class={`verdict ${look}`} aria-labelledby="verdict" data-kind={reply.kind}>
      <Glyph look={look} />
      <p class="kind">{reply.kind_words}</p>
      <h1 id="verdict" tabindex="-1">{reply.headline}</h1>
      <p class="lead">{reply.lead}</p>
      {reply.blinding && !isSaid && <p class="small">{reply.blinding}</p>}
      {others.map((c) => (
        <div class="stack-xs" key={c.arm}><h2>{c.headline}</h2><p>{c.lead}</p></div>
      ))}
    </section>
  );
}
