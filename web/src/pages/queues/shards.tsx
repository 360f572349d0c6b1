import { Card } from '../../components/card.tsx';
import { Age } from '../../components/time.tsx';
import { count } from '../../words/amount.ts';
import { useNow } from '../../words/clock.ts';
import type { Overview } from './overview.ts';

/** Who works which part of the actors. Nothing where they are not divided. */
export function Shards({ shards, processes }: Pick<Overview, 'shards' | 'processes'>) {
  const now = useNow();
  if (shards.length === 0) return null;
  const nameOf = (owner: string) =>
    processes.find(({ id }) => id === owner)?.description.split(':', 1)[0] ?? owner;
  return (
    <Card title="Shards" clipped>
      <table className="wrapping tight">
        <thead>
          <tr>
            <th scope="col">Shard</th>
            <th scope="col">Owner</th>
            <th scope="col" className="num">
              Fence
            </th>
            <th scope="col" className="num">
              Held for
            </th>
          </tr>
        </thead>
        <tbody>
          {shards.map(({ pool, shard, of, owner, fence, since, expiresAt }) => {
            const isHeld = owner !== null && expiresAt !== null && Date.parse(expiresAt) > now;
            return (
              <tr key={`${pool} ${of} ${shard}`}>
                <td>
                  {pool} {shard} <span className="muted">of {of}</span>
                </td>
                <td className={isHeld ? undefined : 'is-stuck strong'}>
                  {isHeld ? nameOf(owner) : owner === null ? 'nobody' : `${nameOf(owner)}, silent`}
                </td>
                <td className="num secondary">{count(fence)}</td>
                <td className="num muted">
                  <Age since={since} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Card>
  );
}
