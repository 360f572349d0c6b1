import { deadLetterPath } from '../../address/places.ts';
import type { Fleet } from '../../api/types.ts';
import { leafName } from '../../chart/leaf-name.ts';
import { ButtonLink } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/empty.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { Age } from '../../components/time.tsx';
import { count } from '../../words/amount.ts';
import { listPath, thing } from './things.ts';

/** The stuck ones by cause, oldest first, one button each. */
export function StuckList({ fleet }: { fleet: Fleet }) {
  const total = fleet.stuck.reduce((sum, group) => sum + group.count, 0);
  return (
    <Card
      title="Stuck first"
      end={
        total > 0 && (
          <span className="muted small">
            {count(total)} of {count(fleet.running)}, by cause
          </span>
        )
      }
    >
      {total === 0 ? (
        <Empty icon="tick" title="Nothing is stuck">
          What waits for a person appears here, by cause.
        </Empty>
      ) : (
        <ul className="selectable-list">
          {fleet.stuck.map((group) => (
            <li key={`${group.rule} ${group.cause}`}>
              <div className="row">
                <StatusChip state="stuck">
                  <Age since={group.oldest} />
                </StatusChip>
                <span className="grow">
                  <span className="strong">{group.cause}</span>
                  <br />
                  <span className="tiny muted">
                    {count(group.count)} {thing(fleet.type, group.count)} in{' '}
                    {group.states.map(leafName).join(', ')}
                  </span>
                </span>
                <FixLink type={fleet.type} group={group} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function FixLink({ type, group }: { type: string; group: Fleet['stuck'][number] }) {
  const { fix } = group;
  if (fix.action === 'redrive')
    return (
      <ButtonLink small to={deadLetterPath(undefined, 'deadLetterId' in fix ? fix.deadLetterId : undefined)}>
        {`Fix ${count(group.count)}`}
      </ButtonLink>
    );
  if (fix.action === 'actor') {
    const list = listPath(type, 'stuck');
    return list ? (
      <ButtonLink small to={list}>
        {fix.label}
      </ButtonLink>
    ) : null;
  }
  return (
    <ButtonLink small to="/transport">
      {fix.label}
    </ButtonLink>
  );
}
