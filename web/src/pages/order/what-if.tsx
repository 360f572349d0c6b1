import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import type { ActorNow, Inputs, Outputs, Turn } from '../../api/types.ts';
import type { Journey } from '../../chart/journey.ts';
import { possibleNext } from '../../chart/possible-next.ts';
import type { ChartView } from '../../chart/view.ts';
import { Button } from '../../components/button.tsx';
import { Glyph } from '../../components/icon.tsx';
import { counted } from '../../words/amount.ts';

interface WhatIfProps {
  orderId: string;
  view: ChartView;
  turns: readonly Turn[];
  journey: Journey;
  isLive: boolean;
  now: ActorNow;
}

type Supposed = Inputs['actors']['whatIf']['messages'][number];

/** Runs another message from the turn that is shown. Nothing is saved or sent. */
export function WhatIf({ orderId, view, turns, journey, isLive, now }: WhatIfProps) {
  const machines = useQuery(trpc.machines.list.queryOptions({}));
  const machine = machines.data?.items.find(({ type }) => type === 'order');
  const messages = machine ? likelyFirst(machine, view, journey) : [];
  const [chosen, setChosen] = useState('');
  const [edited, setEdited] = useState<string>();
  const suppose = useMutation(trpc.actors.whatIf.mutationOptions());
  const timers = isLive ? now.timers : [];
  const key = chosen || `message:${messages[0] ?? ''}`;
  const [kind, name = ''] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];
  const payload = edited ?? JSON.stringify(lastPayload(turns, name) ?? { orderId });
  const parsed = parse(payload);

  const run = () => {
    if (kind === 'message' && !parsed) return;
    const message: Supposed =
      kind === 'timer' ? { kind: 'timer', id: name } : { kind: 'message', type: name, payload: parsed ?? {} };
    suppose.mutate({ type: 'order', id: orderId, turn: journey.turn.version, messages: [message] });
  };

  return (
    <form
      className="what-if"
      aria-label="What if"
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <span>Send</span>
      <select
        className="input"
        aria-label="Message"
        value={key}
        onChange={({ target }) => {
          setChosen(target.value);
          setEdited(undefined);
        }}
      >
        {messages.map((type) => (
          <option key={type} value={`message:${type}`}>
            {type}
          </option>
        ))}
        {timers.map(({ id, event }) => (
          <option key={id} value={`timer:${id}`}>
            {event}
          </option>
        ))}
      </select>
      {kind === 'message' && (
        <input
          className="input mono"
          aria-label="Payload"
          aria-invalid={!parsed}
          value={payload}
          onChange={({ target }) => setEdited(target.value)}
        />
      )}
      <span className="nowrap">from turn {journey.turn.version} on</span>
      <Button
        small
        type="submit"
        busy={suppose.isPending}
        {...(kind === 'message' && !parsed && { disabledBecause: 'The payload is not a JSON object' })}
      >
        Run
      </Button>
      <div className="result" role="status">
        {suppose.error && (
          <Outcome state="stuck" words="It cannot be tried." about={problemOf(suppose.error).detail} />
        )}
        {suppose.data && <Verdict supposition={suppose.data} />}
      </div>
    </form>
  );
}

/** The messages that the state takes come first, those that only begin an order last. */
function likelyFirst(
  { messages, starts }: Outputs['machines']['list']['items'][number],
  view: ChartView,
  { now }: Journey,
): string[] {
  const taken = new Set(possibleNext(view, now).map(({ eventType }) => eventType));
  const rank = (type: string) => (taken.has(type) ? 0 : starts.includes(type) ? 2 : 1);
  return [...messages].sort((a, b) => rank(a) - rank(b));
}

/** What such a message said last. */
function lastPayload(turns: readonly Turn[], type: string): Record<string, unknown> | undefined {
  return turns.findLast(({ message }) => message.type === type)?.message.payload;
}

function Verdict({ supposition: { before, steps } }: { supposition: Outputs['actors']['whatIf'] }) {
  const step = steps.at(-1);
  if (!step) return null;
  const { verdict, refusal, states, message } = step;
  if (verdict === 'refused')
    return (
      <Outcome state="stuck" words="Would be refused." about={`${refusal?.message ?? ''} Nothing is saved.`} />
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

function Outcome({
  state,
  words,
  about,
}: {
  state: 'confirmed' | 'cancelled' | 'stuck';
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

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined; // The field says so.
  }
}
