import { randomUUID } from 'node:crypto';
import type { ActorView, TurnResult } from './api.ts';
import { ActorParked } from './errors.ts';
import { type Command, checkCommand, type Message, typeOf } from './message.ts';
import type { Registry } from './registry.ts';
import { viewOfState } from './turn/actor-state.ts';
import type { Settlement } from './turn/delivery.ts';

/** What a door asks for, as the message that the actor gets. Throws what is wrong with it. */
export function toMessage(registry: Registry, command: Command): Message {
  const { definition } = registry.get(typeOf(command.to));
  checkCommand(command, Object.keys(definition.messages));
  const id = command.id ?? randomUUID();
  const { to, type, payload, correlationId = id, traceparent } = command;
  return { id, to, type, payload, correlationId, ...(traceparent ? { traceparent } : {}), sentAt: Date.now() };
}

/** What a door is told of its turn; `read` gives the actor as it is stored. Rejects with `ActorParked`. */
export async function resultOf(
  { id: messageId, to }: Message,
  settlement: Settlement,
  read: () => Promise<ActorView | undefined>,
): Promise<TurnResult> {
  switch (settlement.kind) {
    case 'machine':
      return { messageId, fresh: true, accepted: settlement.accepted, actor: viewOfState(settlement.after) };
    case 'handler': {
      const { reply, refused } = settlement.outcome;
      const answer = { ...(reply ? { reply } : {}), ...(refused ? { refused } : {}) };
      return { messageId, fresh: true, accepted: !refused, ...answer };
    }
    case 'duplicate': {
      const actor = await read();
      return { messageId, fresh: false, accepted: true, ...(actor ? { actor } : {}) };
    }
    default:
      throw new ActorParked(to);
  }
}
