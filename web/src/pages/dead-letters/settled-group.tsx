import { Card } from '../../components/card.tsx';
import { Json } from '../../components/json.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Moment } from '../../components/time.tsx';
import { type LetterFilter, type NarrowedGroup, stateWords } from './filter.ts';
import { groupTitle } from './group.ts';
import { LetterFacts } from './letter-facts.tsx';
import { LetterSteps } from './letter-steps.tsx';
import { type Letter, useLetters } from './letters.ts';

interface SettledGroupProps {
  group: NarrowedGroup;
  state: LetterFilter['state'];
  letterId: string | undefined;
  onLetter(id: string): void;
}

/** Letters that nobody needs to decide about any more: what they said, and what was done with them. */
export function SettledGroup({ group, state, letterId, onLetter }: SettledGroupProps) {
  const { data: letters } = useLetters(group, state);
  const letter = letters?.find(({ id }) => id === letterId) ?? letters?.[0];
  if (!letters || !letter)
    return (
      <Card title={groupTitle(group)}>
        <Skeleton what="the letters" />
      </Card>
    );
  const at = letters.indexOf(letter);
  const step = (by: number) => {
    const next = letters[at + by];
    if (next) onLetter(next.id);
  };
  return (
    <Card
      head={<h2 className="grow ellipsis">{groupTitle(group)}</h2>}
      end={<span className="muted small">{stateWords(state)}</span>}
    >
      <div className="split settled-split">
        <div className="section stack">
          <LetterSteps at={at} of={letters.length} onStep={step} />
          <LetterFacts letter={letter} />
        </div>
        <div className="section stack">
          <div>
            <h3 className="sub-head flush">Payload</h3>
            <Json value={letter.message.payload} label="Payload" />
          </div>
          <Acts letter={letter} />
        </div>
      </div>
    </Card>
  );
}

function Acts({ letter: { audit } }: { letter: Letter }) {
  return (
    <div>
      <h3 className="sub-head flush">What was done with it</h3>
      <ul className="stack small">
        {audit.map(({ at, by, action, note }) => (
          <li key={at}>
            <span className="mono muted">
              <Moment at={at} />
            </span>{' '}
            <span className="strong">{action}</span> by {by}
            {note && <span className="secondary">: "{note}"</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
