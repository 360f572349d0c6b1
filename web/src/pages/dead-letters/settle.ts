import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { client } from '../../api/client.ts';
import { tell, tellError } from '../../components/toast.tsx';
import { counted } from '../../words/amount.ts';
import type { Payload } from './payload-change.ts';

/** Letters of one request: enough for speed, few enough for the progress to move. */
const AT_ONCE = 25;

export interface Settling {
  /** Letters done so far, while it is under way. */
  done: number | undefined;
  /** @param reason kept in the audit; may be empty */
  redrive(letters: readonly { id: string; payload?: Payload }[], reason: string): Promise<boolean>;
  discard(ids: readonly string[], reason: string): Promise<boolean>;
}

/** Redrives and discards letters in batches, says what became of them, and reads everything anew. */
export function useSettling(): Settling {
  const queries = useQueryClient();
  const [done, setDone] = useState<number>();

  async function each<T>(
    all: readonly T[],
    settle: (batch: T[]) => Promise<{ settled: number; failed: { message: string }[] }>,
    verb: string,
  ) {
    let settled = 0;
    const failures: string[] = [];
    setDone(0);
    try {
      for (let at = 0; at < all.length; at += AT_ONCE) {
        const answer = await settle(all.slice(at, at + AT_ONCE));
        settled += answer.settled;
        failures.push(...answer.failed.map(({ message }) => message));
        setDone(at + AT_ONCE);
      }
      const [why] = failures;
      tell(`${counted(settled, 'letter')} ${verb}${why ? `, ${failures.length} not: ${why}` : ''}`);
      return failures.length === 0;
    } catch (error) {
      tellError(error);
      return false;
    } finally {
      setDone(undefined);
      await queries.invalidateQueries();
    }
  }

  return {
    done,
    redrive: (letters, reason) =>
      each(
        letters,
        (batch) =>
          client.deadLetters.redriveEach.mutate({
            letters: batch.map(({ id, payload }) => ({ id, ...(payload && { payload: { ...payload } }) })),
            ...(reason && { reason }),
          }),
        'redriven',
      ),
    discard: (ids, reason) =>
      each(ids, (batch) => client.deadLetters.discardEach.mutate({ ids: batch, reason }), 'discarded'),
  };
}
