import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { counted } from '../../words/amount.ts';
import { type LetterFilter, stateWords } from './filter.ts';
import type { Group } from './group.ts';

interface NothingMatchesProps {
  filter: LetterFilter;
  /** All there are in that state. */
  searched: readonly Group[];
  onShowAll(): void;
}

/** No letter is as the filter says. */
export function NothingMatches({ filter: { text, state }, searched, onShowAll }: NothingMatchesProps) {
  const letters = searched.reduce((sum, { count }) => sum + count, 0);
  return (
    <Empty
      icon="search"
      title={text ? `No dead letter says "${text}"` : 'No such dead letter here'}
      action={
        <Button small onClick={onShowAll}>
          Show all open letters
        </Button>
      }
    >
      Searched {counted(letters, 'letter')} that {letters === 1 ? 'is' : 'are'} {stateWords(state)}.
    </Empty>
  );
}
