import type { Outputs } from '../../api/types.ts';
import { STATE_WORDS } from '../../components/status-chip.tsx';
import { count } from '../../words/amount.ts';
import type { StatusKey } from './filter.ts';

/** A tab of the list: the state and how many there are. */
export function StatusWords({
  status,
  counts,
}: {
  status: StatusKey;
  counts: Outputs['orders']['counts'] | undefined;
}) {
  const words = status === 'all' ? 'All' : STATE_WORDS[status];
  return (
    <>
      <span className={status === 'stuck' ? 'is-stuck' : undefined}>{words}</span>{' '}
      <span className="muted">{counts && count(counts[status])}</span>
    </>
  );
}
