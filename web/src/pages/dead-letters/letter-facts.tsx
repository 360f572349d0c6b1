import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { actorPath } from '../../address/places.ts';
import { trpc } from '../../api/client.ts';
import { KeyValues } from '../../components/key-values.tsx';
import { Age } from '../../components/time.tsx';
import { counted } from '../../words/amount.ts';
import { duration } from '../../words/duration.ts';
import { middleCut, shortId } from '../../words/id.ts';
import { exactClock, fullTime } from '../../words/moment.ts';
import type { Letter } from './letters.ts';

const ATTEMPTS_SHOWN = 12;

/** Where a letter was going, what stands there, why it failed and how often it was tried. */
export function LetterFacts({ letter }: { letter: Letter }) {
  const [type = '', ...rest] = letter.actor.split('/');
  const machines = useQuery(trpc.machines.list.queryOptions({}, { staleTime: Number.POSITIVE_INFINITY }));
  const isMachine = machines.data?.items.some((each) => each.type === type && each.kind === 'machine') ?? false;
  const actor = useQuery(
    trpc.actors.now.queryOptions({ type, id: rest.join('/') }, { enabled: isMachine, retry: false }),
  );
  const waiting = actor.data?.waiting.filter(({ place }) => place === 'parked') ?? [];
  const names = [...new Set(waiting.map(({ label }) => label))].join(', ');
  return (
    <>
      <KeyValues
        pairs={[
          ['To', <Address key="to" address={letter.actor} />],
          [
            'State there',
            actor.data && (
              <>
                {actor.data.states.join(', ')}
                {actor.data.since && (
                  <>
                    , <Age since={actor.data.since} />
                  </>
                )}
              </>
            ),
          ],
          ['From', letter.message.from ? <Address key="from" address={letter.message.from} /> : 'a door'],
          [
            'Message',
            <span key="message" className="mono" title={letter.message.id}>
              {middleCut(letter.message.id)}
            </span>,
          ],
          [
            'Waiting behind',
            letter.parked === 0 ? 'nothing' : `${counted(letter.parked, 'message')}${names && ` (${names})`}`,
          ],
        ]}
      />
      <div>
        <h3 className="sub-head flush">Error</h3>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by key */}
        <section className="code wrapped" tabIndex={0} aria-label="Error">
          {letter.error.message}
        </section>
        <span className="tiny muted mono">{letter.error.code}</span>
      </div>
      <Attempts letter={letter} />
    </>
  );
}

function Address({ address }: { address: string }) {
  const [type = '', ...rest] = address.split('/');
  const words = `${type}/${shortId(rest.join('/'))}`;
  const path = actorPath(address);
  return path ? (
    <Link href={path} className="mono underlined" title={address}>
      {words}
    </Link>
  ) : (
    <span className="mono" title={address}>
      {words}
    </span>
  );
}

function Attempts({ letter: { history, attempts } }: { letter: Letter }) {
  const shown = history.slice(-ATTEMPTS_SHOWN);
  const skipped = attempts - shown.length;
  const times = shown.map(({ at }) => new Date(at).getTime());
  return (
    <div>
      <h3 className="sub-head flush">Attempts</h3>
      <table className="attempts small">
        <tbody>
          {shown.map(({ at }, index) => {
            const pause = index > 0 ? (times[index] ?? 0) - (times[index - 1] ?? 0) : undefined;
            const last = index === shown.length - 1;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: an attempt is its place
              <tr key={index}>
                <td className="muted">{skipped + index + 1}</td>
                <td className="mono" title={fullTime(at)}>
                  {exactClock(at)}
                </td>
                <td className="muted">
                  {[pause === undefined ? '' : `after ${duration(pause)}`, last ? 'then dead' : '']
                    .filter(Boolean)
                    .join(', ')}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
