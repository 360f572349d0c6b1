import { fleetPath } from '../../address/places.ts';
import type { Outputs } from '../../api/types.ts';
import { ButtonLink } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { count } from '../../words/amount.ts';
import { thing } from './things.ts';

interface FinishingVersionsProps {
  type: string;
  machines: Outputs['fleet']['list']['machines'];
}

/** Older versions that still have actors: they stay on them until they end. */
export function FinishingVersions({ type, machines }: FinishingVersionsProps) {
  const current = machines.find((each) => each.type === type && each.current);
  const older = machines.filter((each) => each.type === type && !each.current && each.running > 0);
  return older.map(({ version, running }) => (
    <Card
      key={version}
      title={`Version ${version} is finishing`}
      end={
        <span className="muted small">
          {count(running)} {thing(type, running)} left
        </span>
      }
    >
      <div className="section row between finishing">
        <span className="secondary small">
          {`${current ? `New ones start on version ${current.version}. ` : ''}These ${count(running)} stay on version ${version} until they end.`}
        </span>
        <ButtonLink small to={fleetPath(type, version)}>
          {`Show ${count(running)}`}
        </ButtonLink>
      </div>
    </Card>
  ));
}
