import type { State } from './status-chip.tsx';

/** How far one main step is; a state where it is the one under way. */
export type StepMark = 'done' | 'undone' | 'not-reached' | 'to-come' | State;

const WORDS: Partial<Record<StepMark, string>> = {
  done: 'done',
  undone: 'undone',
  'not-reached': 'not reached',
  'to-come': 'to come',
  pending: 'in progress',
  compensating: 'being undone',
  stuck: 'stuck',
};

/** One cell per main step of a saga, in order. */
export function PathStrip({ steps }: { steps: readonly { name: string; mark: StepMark }[] }) {
  return (
    <span
      className="path"
      role="img"
      aria-label={steps.map(({ name, mark }) => `${name} ${WORDS[mark] ?? mark}`).join(', ')}
    >
      {steps.map(({ name, mark }) => (
        <i key={name} className={mark in MARKED ? mark : `now is-${mark}`} />
      ))}
    </span>
  );
}

const MARKED = { done: true, undone: true, 'not-reached': true, 'to-come': true };
