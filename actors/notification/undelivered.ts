import { undeliveredMessages } from '../../machines/notification/messages.ts';
import {
  type Address,
  defineHandlerActor,
  type HandlerActorDefinition,
  type HandlerOutcome,
  type Message,
  OrderlyError,
} from '../../runtime/index.ts';

/** All attempts on one channel failed. */
class Undelivered extends OrderlyError {
  constructor(delivery: string, attempts: number, error: string) {
    super(
      'NOTIFICATION_UNDELIVERED',
      `${delivery} failed ${attempts} times, the last time with: ${error}`,
      'never',
    );
  }
}

/**
 * Where deliveries go that were tried in vain: the message fails on purpose, so that it becomes a dead letter, to be seen
 * and settled where all of them are. Redriven, it starts the delivery anew.
 */
export function undeliveredActor(): HandlerActorDefinition {
  return defineHandlerActor({
    type: 'undelivered',
    messages: undeliveredMessages,
    handle: async (messages) => messages.map(settle),
  });
}

function settle({ payload, redrives }: Message): HandlerOutcome {
  const { delivery, attempts, error } = payload as { delivery: Address; attempts: number; error: string };
  if (redrives === undefined) throw new Undelivered(delivery, attempts, error);
  return { sends: [{ to: delivery, type: 'TryAgain', payload: {} }] };
}
