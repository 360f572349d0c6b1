import { Moment } from '../../components/time.tsx';
import { count, counted } from '../../words/amount.ts';
import { duration } from '../../words/duration.ts';
import { firstLine } from './group.ts';
import type { DryRun } from './letters.ts';
import type { Tried } from './use-dry-run.ts';

type Item = DryRun['items'][number];

const VERDICTS = [
  { key: 'accepted', state: 'confirmed', why: becomes },
  { key: 'ignored', state: 'cancelled', why: (item: Item) => item.reason },
  { key: 'refused', state: 'stuck', why: (item: Item) => item.reason },
] as const;

/** What redriving the group would come to, in counts, each with its most frequent reason. */
export function GroupVerdict({ tried: { run, at, stale, error }, edited }: { tried: Tried; edited: boolean }) {
  const total = run ? run.accepted + run.ignored + run.refused : 0;
  return (
    <div className="section" aria-busy={stale}>
      <div className="row between dry-run-title">
        <span>
          <span className="strong">Dry run of the group</span>{' '}
          <span className="muted">{edited ? 'with the fix below, ' : ''}nothing is saved</span>
        </span>
        <span className="muted small nowrap">
          {run && (
            <>
              {counted(total, 'letter')}, {duration(run.tookMs)}, at <Moment at={at} />
            </>
          )}
        </span>
      </div>
      {error ? (
        <p className="is-stuck small">
          The dry run failed: {error instanceof Error ? error.message : String(error)}
        </p>
      ) : (
        <div className="verdicts">
          {VERDICTS.map(({ key, state, why }) => (
            <div key={key}>
              <b className={run?.[key] ? `is-${state}` : 'muted'}>{run ? count(run[key]) : '–'}</b>
              <span className="small">would be {key}</span>
              <div className="tiny muted">
                {run && mostFrequent(run.items.filter((item) => item.verdict === key).map(why))}
              </div>
            </div>
          ))}
        </div>
      )}
      {!!run?.left && (
        <p className="tiny muted dry-run-rest">{counted(run.left, 'more letter')} in this group not tried yet.</p>
      )}
    </div>
  );
}

function becomes({ before, after }: Item): string | null {
  if (!after || after.join() === before?.join()) return null;
  return `→ ${after.join(', ')}`;
}

function mostFrequent(reasons: readonly (string | null)[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons)
    if (reason) counts.set(firstLine(reason), (counts.get(firstLine(reason)) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}
