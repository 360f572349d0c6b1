import { useQuery } from '@tanstack/react-query';
import { trpc } from '../../api/client.ts';
import type { Outputs } from '../../api/types.ts';
import { Card } from '../../components/card.tsx';
import { Moment } from '../../components/time.tsx';
import { counted } from '../../words/amount.ts';

type Entry = Outputs['deadLetters']['audit']['items'][number];

const SHOWN = 50;
/** Acts of one person this close together were one act on many letters. */
const ONE_ACT_MS = 60_000;

interface Act {
  first: Entry;
  letters: Entry[];
}

/** Who redrove and discarded what, and what became of it, newest first. */
export function Audit() {
  const { data } = useQuery(trpc.deadLetters.audit.queryOptions({ limit: SHOWN }, { refetchInterval: 5_000 }));
  const acts = actsOf(data?.items ?? []);
  return (
    <Card title="Audit" clipped>
      {acts.length === 0 ? (
        <p className="section muted small">Who redrives or discards a letter is kept here.</p>
      ) : (
        <table className="wrapping small">
          <thead className="sr-only">
            <tr>
              <th scope="col">When</th>
              <th scope="col">What</th>
              <th scope="col">Who</th>
              <th scope="col">What became of it</th>
            </tr>
          </thead>
          <tbody>
            {acts.map(({ first, letters }) => (
              <tr key={`${first.deadLetterId} ${first.at}`}>
                <td className="mono muted audit-at">
                  <Moment at={first.at} />
                </td>
                <td>{sentence(first, letters.length)}</td>
                <td className="secondary">{first.by}</td>
                <td className="muted">
                  <Outcome entry={first} letters={letters} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

function actsOf(entries: readonly Entry[]): Act[] {
  const acts: Act[] = [];
  for (const entry of entries) {
    const last = acts.at(-1);
    const before = last?.letters.at(-1);
    const together =
      before &&
      before.by === entry.by &&
      before.action === entry.action &&
      before.code === entry.code &&
      before.messageType === entry.messageType &&
      before.note === entry.note &&
      new Date(before.at).getTime() - new Date(entry.at).getTime() < ONE_ACT_MS;
    if (last && together) last.letters.push(entry);
    else acts.push({ first: entry, letters: [entry] });
  }
  return acts;
}

function sentence({ action, messageType }: Entry, letters: number): string {
  const what = `${counted(letters, 'letter')} (${messageType})`;
  if (action === 'discard') return `Discarded ${what}`;
  return action === 'redrive' ? `Redrove ${what} unchanged` : `Redrove ${what} edited`;
}

function Outcome({ entry, letters }: { entry: Entry; letters: readonly Entry[] }) {
  const why = entry.note ? `"${entry.note}"` : null;
  if (entry.action === 'discard') return why;
  return (
    <>
      {why}
      {why && ', '}
      <Settled letters={letters} />
    </>
  );
}

function Settled({ letters }: { letters: readonly Entry[] }) {
  const again = letters.filter(({ state }) => state === 'open').length;
  if (again > 0)
    return <span className="is-stuck">{again === letters.length ? 'died again' : `${again} died again`}</span>;
  return letters.every(({ state }) => state === 'redriven') ? 'settled' : 'on its way';
}
