import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import type { ActorNow, Inputs, Outputs, Turn } from '../../api/types.ts';
import type { Journey } from '../../chart/journey.ts';
import { possibleNext } from '../../chart/possible-next.ts';
import type { ChartView } from '../../chart/view.ts';
import { Button } from '../../components/button.tsx';
import { counted } from '../../words/amount.ts';
import { Outcome, Verdict } from './what-if-verdict.tsx';

interface WhatIfProps {
  orderId: string;
  view: ChartView;
  turns: readonly Turn[];
  journey: Journey;
  isLive: boolean;
  now: ActorNow;
  /** That the order runs on, where it is known here. */
  machineVersion: number | undefined;
}

type Supposed = Inputs['actors']['whatIf']['messages'][number];

const RECORDED = 'recorded:';

/** Runs another message, or another version of the machine, from the turn that is shown. Nothing is saved or sent. */
export function WhatIf({ orderId, view, turns, journey, isLive, now, machineVersion }: WhatIfProps) {
  const machines = useQuery(trpc.machines.list.queryOptions({}));
  const machine = machines.data?.items.find(({ type }) => type === 'order');
  const messages = machine ? likelyFirst(machine, view, journey) : [];
  const [chosen, setChosen] = useState('');
  const [edited, setEdited] = useState<string>();
  const suppose = useMutation(trpc.actors.whatIf.mutationOptions());
  const [version, setVersion] = useState<number>();
  const timers = isLive ? now.timers : [];
  const later = turns.filter((turn) => turn.version > journey.turn.version);
  const key = chosen && (chosen !== RECORDED || later.length > 0) ? chosen : `message:${messages[0] ?? ''}`;
  const [kind, name = ''] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];
  const payload = edited ?? JSON.stringify(lastPayload(turns, name) ?? { orderId });
  const parsed = parse(payload);

  const run = () => {
    if (kind === 'message' && !parsed) return;
    const turn = journey.turn.version;
    suppose.mutate({ type: 'order', id: orderId, turn, version, messages: [supposed(kind, name, parsed)] });
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
        {later.length > 0 && (
          <option value={RECORDED}>
            what really came after it ({counted(later.length, 'message', 'messages')})
          </option>
        )}
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
      <span className="nowrap">after turn {journey.turn.version}, on</span>
      {machine && machine.versions.length > 1 ? (
        <select
          className="input"
          aria-label="Machine version"
          value={version ?? machineVersion ?? ''}
          onChange={({ target }) => setVersion(Number(target.value))}
        >
          {machine.versions.map((each) => (
            <option key={each} value={each}>
              order {each}
              {each === machine.version ? ', registered' : each === machineVersion ? ', its own' : ''}
            </option>
          ))}
        </select>
      ) : (
        <b className="nowrap">order {machineVersion}</b>
      )}
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
        {suppose.data && <Verdict supposition={suppose.data} real={turns} />}
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

function supposed(kind: string, name: string, payload: Record<string, unknown> | undefined): Supposed {
  if (kind === 'timer') return { kind, id: name };
  return kind === 'message' ? { kind, type: name, payload: payload ?? {} } : { kind: 'recorded' };
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
