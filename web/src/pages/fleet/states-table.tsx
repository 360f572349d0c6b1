import type { ReactNode } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { withParams } from '../../address/use-params.ts';
import type { Fleet } from '../../api/types.ts';
import { byUrgency, isOverdue } from '../../chart/heat.ts';
import { distinctNames, leafName } from '../../chart/leaf-name.ts';
import { StatusGlyph } from '../../components/status-chip.tsx';
import { count, rate } from '../../words/amount.ts';
import { duration } from '../../words/duration.ts';
import { lately } from './lately.ts';

/** What the chart says, as a table. */
export function StatesTable({ fleet }: { fleet: Fleet }) {
  const states = [...fleet.states].sort(byUrgency);
  const names = distinctNames([...new Set(states.flatMap(({ leaves }) => leaves))]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by key
    <section className="card states" tabIndex={0} aria-label="States">
      <header>
        <h2>States</h2>
        <span className="end muted small">by stuck, then by age against usual</span>
      </header>
      <table className="tight">
        <thead>
          <tr>
            <th>State</th>
            <th className="num">Now</th>
            <th className="num">{lately(fleet).head}</th>
            <th className="num">p50</th>
            <th className="num">p95</th>
            <th className="num">Oldest</th>
            <th className="num">Stuck</th>
          </tr>
        </thead>
        <tbody>
          {states.map((state) => (
            <tr key={state.state}>
              <td title={state.state}>
                <StatusGlyph state={state.standing} />
                <StateLink state={state.leaves[0] ?? state.state}>
                  {state.leaves.map((leaf) => names.get(leaf)).join(', ')}
                </StateLink>
              </td>
              <td className="num strong">{count(state.count)}</td>
              <td className="num secondary" title={`${rate(state.inPerMinute)} / min`}>
                {lately(fleet).words(state.entered)}
              </td>
              <td className="num secondary">{span(state.p50AgeMs)}</td>
              <td className={isOverdue(state) ? 'num is-stuck strong' : 'num secondary'}>
                {span(state.p95AgeMs)}
              </td>
              <td className="num secondary">{span(state.oldestAgeMs)}</td>
              <td className={state.stuck > 0 ? 'num is-stuck strong' : 'num muted'}>{count(state.stuck)}</td>
            </tr>
          ))}
          {fleet.ends.map(({ state, standing, last24h, lastHour }) => (
            <tr key={state}>
              <td title={state}>
                <StatusGlyph state={standing} />
                <StateLink state={state}>{leafName(state)}</StateLink>
              </td>
              <td />
              <td className="num secondary">{count(lastHour)}</td>
              <td className="num muted" colSpan={4}>
                {count(last24h)} in 24 h
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Lists the actors in it. */
function StateLink({ state, children }: { state: string; children: ReactNode }) {
  const [path] = useLocation();
  return <Link href={withParams(path, useSearch(), { state, line: undefined })}>{children}</Link>;
}

function span(ms: number | null): string {
  return ms === null ? '' : duration(ms);
}
