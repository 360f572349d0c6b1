import type { Turn } from '../../api/types.ts';
import type { Journey } from '../../chart/journey.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Diff } from '../../components/diff.tsx';
import { type Effect, EffectsList } from '../../components/effects-list.tsx';
import { Json } from '../../components/json.tsx';
import { KeyValues } from '../../components/key-values.tsx';
import { Moment } from '../../components/time.tsx';
import { duration } from '../../words/duration.ts';
import { middleCut } from '../../words/id.ts';
import { contextDiff } from './context-diff.ts';

interface TurnCardProps {
  turns: readonly Turn[];
  journey: Journey;
}

/** What the turn that is shown changed, and what it sent and armed. */
export function TurnCard({ turns, journey }: TurnCardProps) {
  const { turn, at } = journey;
  const { states, message } = turn;
  const before = turns[at - 1]?.states?.context;
  const lines = states ? contextDiff(before, states.context) : [];
  const effects = (states?.effects ?? []).map(shown);
  return (
    <section className="card turn-card" aria-label="The turn">
      <header>
        <h2>Turn {turn.version} changed</h2>
        <span className="end">
          <span className="muted small mono">
            <Moment at={turn.at} exact />
          </span>
          <CopyButton label="Copy this turn as JSON" text={() => JSON.stringify(turn, undefined, 2)} />
        </span>
      </header>
      <div className="split">
        <div>
          <div className="sub-head">Context</div>
          {lines.length > 0 ? (
            <Diff lines={lines} label="Context changes" />
          ) : (
            <p className="nothing muted small">{states ? 'Nothing changed.' : 'Not known.'}</p>
          )}
        </div>
        <div>
          <div className="sub-head">Sent and armed</div>
          {effects.length > 0 ? (
            <EffectsList effects={effects} mono />
          ) : (
            <p className="nothing muted small">
              {!states ? 'Not known.' : turn.outcome === 'ignored' ? 'The message was ignored.' : 'Nothing.'}
            </p>
          )}
        </div>
      </div>
      <details className="message-details">
        <summary>Message</summary>
        <KeyValues
          pairs={[
            ['Type', <b key="type">{message.label}</b>],
            [
              'From',
              <span key="from" className="mono">
                {message.from ?? 'a door'}
              </span>,
            ],
            ['Message id', <Id key="id" id={message.id} />],
            ['Caused by', message.causationId && <Id key="causation" id={message.causationId} />],
            ['Correlation', <Id key="correlation" id={message.correlationId} />],
            ['Trace', message.traceparent && <Id key="trace" id={message.traceparent} />],
            ['Sent', <Moment key="sent" at={message.sentAt} exact />],
          ]}
        />
        <Json value={message.payload} label="Payload" />
      </details>
    </section>
  );
}

function Id({ id }: { id: string }) {
  return (
    <span className="mono" title={id}>
      {middleCut(id)}
    </span>
  );
}

type TurnEffect = NonNullable<Turn['states']>['effects'][number];

function shown(effect: TurnEffect): Effect {
  switch (effect.kind) {
    case 'command':
      return { icon: 'command', name: effect.type, end: shortAddress(effect.to) };
    case 'event':
      return { icon: 'event', name: effect.type, end: 'event store' };
    case 'timerArmed':
      return { icon: 'timer', name: effect.event, end: `armed, ${duration(effect.delayMs)}` };
    case 'timerCancelled':
      return { icon: 'timer', name: effect.event, end: 'cancelled' };
    case 'activityStarted':
      return { icon: 'play', name: effect.src, end: 'started' };
    case 'activityStopped':
      return { icon: 'play', name: effect.src, end: 'stopped' };
  }
}

function shortAddress(address: string): string {
  const [type, id = ''] = address.split('/');
  return `${type}/${id.slice(0, 8)}`;
}
