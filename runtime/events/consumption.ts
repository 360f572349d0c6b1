import type { Policy, Projection, StoredEvent } from '../definition.ts';
import type { Message } from '../message.ts';
import type { Layout } from '../shards/layout.ts';
import type { Sql } from '../sql.ts';
import type { Envelope } from '../store/seal.ts';
import { group } from '../turn/grouping.ts';
import type { Consumption } from './consumer.ts';

/** A view may stand back a little further than a saga may wait (milliseconds). */
const GATHER_MS = { projection: { calm: 20, load: 200 }, policy: { calm: 0, load: 60 } };

/** A view's rows are the effect, and nothing follows. */
export function ofProjection({ name, events, apply }: Projection): Consumption {
  return {
    name,
    events,
    gatherMs: GATHER_MS.projection,
    plan: (batch) => async (sql) => {
      await apply(batch, sql);
      return () => undefined;
    },
  };
}

/** Where a policy's commands go: into the outbox with the checkpoint, and on their way after the commit. */
export interface Dispatcher {
  newEnvelopeId(): string;
  layout: Layout;
  store(sql: Sql, envelopes: readonly Envelope[]): Promise<void>;
  dispatch(envelopes: readonly Envelope[]): void;
}

export function ofPolicy(policy: Policy, dispatcher: Dispatcher): Consumption {
  return {
    name: policy.name,
    events: policy.events,
    gatherMs: GATHER_MS.policy,
    plan: (batch) => {
      const commands = batch.flatMap((event) => commandsOf(policy, event));
      if (commands.length === 0) return undefined;
      return async (sql) => {
        const { envelopes } = group(commands, dispatcher);
        await dispatcher.store(sql, envelopes);
        return () => dispatcher.dispatch(envelopes);
      };
    },
  };
}

/** Ids come from the event and the policy's name, so that reacting again makes the same messages. */
function commandsOf(policy: Policy, event: StoredEvent): Message[] {
  return policy.react(event).map(({ to, type, payload }, index) => ({
    id: `${event.actor}#${event.version}.${policy.name}.${index}`,
    to,
    from: event.actor,
    type,
    payload,
    correlationId: event.correlationId,
    causationId: event.messageId,
    sentAt: event.at.getTime(),
  }));
}
