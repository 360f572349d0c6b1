import type { Outputs, Turn } from '../../api/types.ts';
import { Glyph } from '../../components/icon.tsx';
import { counted } from '../../words/amount.ts';

interface VerdictProps {
  supposition: Outputs['actors']['whatIf'];
  /** What really happened. */
  real: readonly Turn[];
}

/** What would become of the order, in a sentence. */
export function Verdict({ supposition, real }: VerdictProps) {
  const { before, steps, turn } = supposition;
  const step = steps.at(-1);
  if (!step) return null;
  if (steps.length > 1 && step.verdict !== 'refused') return <Course {...{ supposition, real }} />;
  const { verdict, refusal, states, message } = step;
  if (verdict === 'refused')
    return (
      <Outcome
        state="stuck"
        words={
          steps.length > 1
            ? `${message.label}, turn ${turn + steps.length}, would be refused.`
            : 'Would be refused.'
        }
        about={`${refusal?.message ?? ''} Nothing is saved.`}
      />
    );
  if (verdict === 'ignored')
    return (
      <Outcome
        state="cancelled"
        words="Would be ignored."
        about={`${before.join(', ')} has no transition for ${message.label}. Nothing is saved.`}
      />
    );
  const sent = states?.effects.filter(({ kind }) => kind === 'command' || kind === 'event') ?? [];
  const after = states?.after.join(', ') ?? '';
  return (
    <Outcome
      state="confirmed"
      words="Would be accepted."
      about={`${after === before.join(', ') ? `It stays in ${after}` : `→ ${after}`}${sent.length > 0 ? `, ${counted(sent.length, 'message and event', 'messages and events')}: ${sent.map((effect) => ('type' in effect ? effect.type : '')).join(', ')}` : ''}. Nothing is saved.`}
    />
  );
}

/** Several messages: where they lead, beside where they really led. */
function Course({ supposition: { steps, before }, real }: VerdictProps) {
  const ignored = steps.filter(({ verdict }) => verdict === 'ignored').length;
  const end = (steps.findLast(({ states }) => states)?.states?.after ?? before).join(', ');
  const really = real.at(-1)?.states?.after.join(', ');
  const taken = `${counted(steps.length - ignored, 'message', 'messages')} accepted${ignored > 0 ? `, ${ignored} ignored` : ''}`;
  return (
    <Outcome
      state={end === really ? 'confirmed' : 'compensating'}
      words={end === really ? `Would come to ${end}, as it did.` : `Would come to ${end}, not to ${really}.`}
      about={`${taken}. Nothing is saved.`}
    />
  );
}

export function Outcome({
  state,
  words,
  about,
}: {
  state: 'confirmed' | 'cancelled' | 'compensating' | 'stuck';
  words: string;
  about: string;
}) {
  return (
    <>
      <span className={`is-${state}`}>
        <Glyph name={state} />
      </span>
      <span>
        <b className="strong">{words}</b> {about}
      </span>
    </>
  );
}
