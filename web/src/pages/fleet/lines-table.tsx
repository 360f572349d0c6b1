import { Link, useLocation, useSearch } from 'wouter';
import { withParams } from '../../address/use-params.ts';
import type { Fleet } from '../../api/types.ts';
import { lineWords } from '../../chart/fleet-chart.tsx';
import { lineRates, transitionsOf } from '../../chart/heat.ts';
import type { ChartView } from '../../chart/view.ts';
import { rate } from '../../words/amount.ts';
import { lately } from './lately.ts';

/** What the lines of the chart say, as a table: those that were taken, most often first. */
export function LinesTable({ fleet, view }: { fleet: Fleet; view: ChartView }) {
  const [path] = useLocation();
  const search = useSearch();
  const lines = view.edges
    .map((edge) => ({ edge, ...lineRates(fleet.rates, transitionsOf(view, edge)) }))
    .filter(({ perMinute }) => perMinute > 0)
    .sort((a, b) => b.perMinute - a.perMinute);
  const { head, words, about } = lately(fleet);
  if (lines.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by key
    <section className="card states lines" tabIndex={0} aria-label="Lines">
      <header>
        <h2>Lines</h2>
        <span className="end muted small">{about}</span>
      </header>
      <table className="tight">
        <thead>
          <tr>
            <th>Line</th>
            <th className="num">Per min</th>
            <th className="num">{head}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ edge, perMinute, taken }) => (
            <tr key={edge.id}>
              <td title={lineWords(edge)}>
                <Link href={withParams(path, search, { line: edge.id, state: undefined })}>{lineWords(edge)}</Link>
              </td>
              <td className="num secondary">{rate(perMinute)}</td>
              <td className="num strong">{words(taken)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
