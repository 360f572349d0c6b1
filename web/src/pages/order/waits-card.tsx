import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { deadLetterPath } from '../../address/places.ts';
import { trpc } from '../../api/client.ts';
import type { ActorNow } from '../../api/types.ts';
import type { Journey } from '../../chart/journey.ts';
import { fullLabel } from '../../chart/label.ts';
import { leafName } from '../../chart/leaf-name.ts';
import { ignoredBy, possibleNext } from '../../chart/possible-next.ts';
import type { ChartTransition, ChartView } from '../../chart/view.ts';
import { Card } from '../../components/card.tsx';
import { type Effect, EffectsList } from '../../components/effects-list.tsx';
import { Age, Countdown } from '../../components/time.tsx';
import { counted } from '../../words/amount.ts';
import { moment } from '../../words/moment.ts';

interface WaitsCardProps {
  view: ChartView;
  journey: Journey;
  now: ActorNow;
}

/** Live: what is pending for it, then what may come. In the past: what could have come next. */
export function WaitsCard({ view, journey, now }: WaitsCardProps) {
  const next = possibleNext(view, journey.now);
  if (!journey.isLast)
    return (
      <Card title="What could come next">
        <Listed effects={next.map(possible)} nothing="Nothing: this is an end." />
      </Card>
    );
  const pending = [...died(now, next), ...timers(now, next), ...activities(now), ...waiting(now)];
  const armed = new Set(now.timers.map(({ eventType }) => eventType));
  const rest =
    now.deadLetters.length > 0 ? [] : next.filter(({ eventType }) => !armed.has(eventType)).map(possible);
  return (
    <Card title="What it waits for">
      <Listed effects={[...pending, ...rest]} nothing="Nothing: it has ended." />
      {now.status === 'active' && <Ignored type={now.type} next={next} />}
    </Card>
  );
}

function Listed({ effects, nothing }: { effects: readonly Effect[]; nothing: string }) {
  if (effects.length === 0) return <p className="nothing muted small">{nothing}</p>;
  return (
    <div className="waits">
      <EffectsList effects={effects} />
    </div>
  );
}

/** What else the machine knows: who sends one of these now changes nothing. */
function Ignored({ type, next }: { type: string; next: readonly ChartTransition[] }) {
  const { data } = useQuery(trpc.machines.list.queryOptions({}, { staleTime: Number.POSITIVE_INFINITY }));
  const messages = data?.items.find((machine) => machine.type === type)?.messages ?? [];
  const ignored = ignoredBy(next, messages);
  if (ignored.length === 0) return null;
  return (
    <details className="message-details">
      <summary>{counted(ignored.length, 'message')} would be ignored</summary>
      <p className="small secondary">{ignored.join(', ')}</p>
    </details>
  );
}

function possible(transition: ChartTransition): Effect {
  const isTimer = transition.kind === 'after';
  return {
    icon: isTimer ? 'timer' : 'event',
    name: fullLabel(transition),
    about: targetWords(transition),
    end: isTimer ? 'armed' : 'may come',
  };
}

function targetWords({ source, targets, reenter }: ChartTransition): string {
  if (targets.length === 0) return 'stays';
  if (targets.includes(source)) return reenter ? '→ again' : 'stays';
  return `→ ${targets.map(leafName).join(', ')}`;
}

function died({ deadLetters }: ActorNow, next: readonly ChartTransition[]): Effect[] {
  return deadLetters.map(({ id, type, failedAt }) => ({
    icon: 'dead-letter',
    name: type,
    about: meant(type, next),
    end: (
      <>
        died {moment(failedAt)}:{' '}
        <Link className="is-stuck underlined" href={deadLetterPath(undefined, id)}>
          fix it
        </Link>
      </>
    ),
  }));
}

/** Where a message would lead, if it could be taken. */
function meant(type: string, next: readonly ChartTransition[]): string {
  const transition = next.find(({ eventType }) => eventType === type);
  return transition ? targetWords(transition) : 'dead letter';
}

function timers({ timers: armed }: ActorNow, next: readonly ChartTransition[]): Effect[] {
  return armed.map(({ event, eventType, dueAt }) => {
    const transition = next.find((each) => each.eventType === eventType);
    return {
      icon: 'timer',
      name: event,
      about: transition ? targetWords(transition) : '',
      end: (
        <>
          <Countdown until={dueAt} /> left
        </>
      ),
    };
  });
}

function activities({ activities: running }: ActorNow): Effect[] {
  return running.map(({ src, startedAt }) => ({
    icon: 'play',
    name: src,
    about: 'is under way',
    end: startedAt && (
      <>
        for <Age since={startedAt} />
      </>
    ),
  }));
}

function waiting({ states, waiting: messages }: ActorNow): Effect[] {
  let before = states;
  return messages.map(({ label, place, verdict, reason, after }) => {
    const about = verdict && outlook(verdict, before, after);
    before = after ?? before;
    return {
      icon: 'message',
      name: label,
      about: about && <span title={reason ?? undefined}>{about}</span>,
      end: place === 'parked' ? 'waits behind it' : 'on its way',
    };
  });
}

function outlook(verdict: 'accepted' | 'ignored' | 'refused', before: readonly string[], after: string[] | null) {
  if (verdict !== 'accepted') return `would be ${verdict}`;
  const isElsewhere = after !== null && after.join() !== before.join();
  return isElsewhere ? `→ ${after.map(leafName).join(', ')}` : 'stays';
}
