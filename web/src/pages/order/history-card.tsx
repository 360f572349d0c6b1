import { useParams } from '../../address/use-params.ts';
import type { ActorNow, Turn } from '../../api/types.ts';
import type { Journey } from '../../chart/journey.ts';
import { Tabs } from '../../components/segmented.tsx';
import { counted } from '../../words/amount.ts';
import { ConversationPanel } from './conversation-panel.tsx';
import { EventList } from './event-list.tsx';
import { Timeline } from './timeline.tsx';

interface HistoryCardProps {
  orderId: string;
  turns: readonly Turn[];
  journey: Journey;
  now: ActorNow;
  goTo(at: number): void;
}

const TABS = ['timeline', 'conversation', 'events'] as const;
const WORDS = { timeline: 'Timeline', conversation: 'Conversation', events: 'Events' } as const;

/** What happened, in three ways: turn by turn, between the services, and as facts. */
export function HistoryCard({ orderId, turns, journey, now, goTo }: HistoryCardProps) {
  const [params, change] = useParams();
  const tab = TABS.find((each) => each === params.get('tab')) ?? 'timeline';
  const totals = [
    counted(turns.length, 'turn'),
    now.deadLetters.length > 0 && counted(now.deadLetters.length, 'dead letter'),
    now.waiting.length > 0 && `${now.waiting.length} waiting`,
  ];
  return (
    <section className="card" aria-label="History">
      <header>
        <Tabs
          label="History"
          chosen={tab}
          segments={TABS.map((key) => ({ key, words: WORDS[key] }))}
          onChoose={(key) => change({ tab: key === 'timeline' ? undefined : key })}
        />
        <span className="end muted small hide-phone">{totals.filter(Boolean).join(', ')}</span>
      </header>
      {tab === 'timeline' && <Timeline {...{ turns, journey, now, goTo }} />}
      {tab === 'conversation' && <ConversationPanel {...{ orderId, turns, journey, goTo }} />}
      {tab === 'events' && <EventList {...{ turns, journey, goTo }} />}
    </section>
  );
}
