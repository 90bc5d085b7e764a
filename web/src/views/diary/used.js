// How often a treatment was used, in words. Pure.
const HELPED = [["much", "helped much"], ["little", "a little"], ["none", "not"], ["worse", "made it worse"]];

/** "10 times in a spasm: helped much 4, a little 3. Taken on 12 days." */
export function usedWords(u) {
  const said = HELPED.filter(([key]) => u.helped?.[key]).map(([key, words]) => `${words} ${u.helped[key]}`);
  const times = (n) => (n === 1 ? "once" : `${n} times`);
  return [
    u.done > 0 && `In a spasm ${times(u.done)}${said.length ? `, you said: ${said.join(", ")}` : ""}.`,
    u.taken > 0 && `Used ${times(u.taken)} apart from that.`,
    u.not_taken > 0 && `Not taken ${times(u.not_taken)}.`,
    u.no_dose > 0 && `None due ${times(u.no_dose)}.`,
  ].filter(Boolean).join(" ");
}
