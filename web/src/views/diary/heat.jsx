// The body coloured by how often each place had a spasm, and the same as a list.
import { useMemo } from "preact/hooks";
import { BodyPair, capital, useRegions } from "../../parts/Body.jsx";
import { Card } from "../../parts/index.js";

const STEPS = 10;                    // of the colour ramp; the most frequent place has the strongest

/** body: [{site, count, mean_pain}] of regions of the body map. */
export function HeatMap({ body }) {
  const { name } = useRegions();
  const counted = useMemo(() => [...(body ?? [])].sort((a, b) => b.count - a.count), [body]);
  const marks = useMemo(() => Object.fromEntries(counted.map((b) => [
    b.site, { level: Math.max(1, Math.round((STEPS * b.count) / counted[0].count)), text: b.count },
  ])), [counted]);
  if (!counted.length) return null;
  const said = `Body, front and back. Spasms by place: ${counted.map((b) => `${name(b.site)} ${b.count}`).join(", ")}.`;
  return (
    <Card title="On the body">
      <p class="small">The numbers are spasms; a stronger colour means more. Left and right are your own.</p>
      <BodyPair marks={marks} said={said} prefix="heat-" />
      <details>
        <summary>The same as a list</summary>
        <div class="table-wrap" tabIndex={0} role="region" aria-label="Table: spasms by place on the body">
          <table class="table">
            <caption>Spasms by place, most often first</caption>
            <thead><tr><th scope="col">Place</th><th scope="col">Spasms</th><th scope="col">Pain there, mean</th></tr></thead>
            <tbody>
              {counted.map((b) => (
                <tr key={b.site}>
                  <th scope="row">{capital(name(b.site))}</th>
                  <td>{b.count}</td>
                  <td>{b.mean_pain === null ? "Not recorded" : b.mean_pain.toFixed(1)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </Card>
  );
}
