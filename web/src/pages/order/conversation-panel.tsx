import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { client } from '../../api/client.ts';
import type { Turn } from '../../api/types.ts';
import type { Journey } from '../../chart/journey.ts';
import { Failed } from '../../components/empty.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { ConversationDiagram } from './conversation-diagram.tsx';

interface ConversationPanelProps {
  orderId: string;
  turns: readonly Turn[];
  journey: Journey;
  goTo(at: number): void;
}

/** Who said what to whom about this order; asked anew with each of its turns. */
export function ConversationPanel({ orderId, turns, journey, goTo }: ConversationPanelProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ['conversation', orderId, turns.length],
    queryFn: () => client.actors.conversation.query({ orderId }),
    placeholderData: keepPreviousData,
  });
  if (error && !data) return <Failed what="The conversation" error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton what="the conversation" />;
  return (
    <>
      <ConversationDiagram
        conversation={data}
        until={journey.isLast ? undefined : journey.turn.at}
        self={`order/${orderId}`}
        onTurn={(version) => goTo(turns.findIndex((turn) => turn.version === version))}
      />
      {data.cut && <p className="section muted small">Only the first part of this conversation is shown.</p>}
    </>
  );
}
