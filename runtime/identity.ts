import { randomBytes } from 'node:crypto';

/** Names this process among all that share the database: the owner of outbox rows, the place where asks are answered. */
export function newProcessId(): string {
  return `p${randomBytes(6).toString('hex')}`;
}

/** Ids of outbox rows, which are BullMQ's job ids too: unique over processes, never a number, without a colon. */
export function envelopeIds(processId: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `${processId}-${count.toString(36)}`;
  };
}
