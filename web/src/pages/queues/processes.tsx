import { Card } from '../../components/card.tsx';
import { StatusGlyph } from '../../components/status-chip.tsx';
import { Age } from '../../components/time.tsx';
import { nameOf } from './breaker-rows.ts';
import type { Overview } from './overview.ts';

/** The processes of this system: what each one works, and when it last gave a sign of life. */
export function Processes({ processes }: Pick<Overview, 'processes'>) {
  return (
    <Card title="Processes" clipped>
      <ul className="processes">
        {processes.map(({ id, description, startedAt, beatAt, alive, here }) => (
          <li key={id}>
            <div className="row">
              <StatusGlyph state={alive ? 'confirmed' : 'stuck'} words={alive ? 'alive' : 'silent'} />
              <span className="strong">{nameOf(description)}</span>
              {here && <span className="muted small">answers here</span>}
              <span className={alive ? 'push muted small' : 'push is-stuck small strong'}>
                {alive ? 'up for ' : 'silent for '}
                <Age since={alive ? startedAt : beatAt} />
              </span>
            </div>
            <p className="muted small">{worksOf(description)}</p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function worksOf(description: string): string {
  return description.slice(nameOf(description).length + 1).trim() || 'no work of its own';
}
