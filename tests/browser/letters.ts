import { randomUUID } from 'node:crypto';
import { ask } from '../setup/sound.ts';

/** A message that some process has sent; the row is all that is left of that process. */
export async function sendAsIfLost(
  databaseUrl: string,
  message: { id?: string; to: string; type: string; payload: object; from?: string; correlationId?: string },
): Promise<void> {
  const whole = { id: randomUUID(), correlationId: randomUUID(), sentAt: Date.now(), ...message };
  await ask(
    databaseUrl,
    `INSERT INTO outbox (id, queue, owner, epoch, messages) VALUES ($1, $2, 'dead', 'gone', $3)`,
    [randomUUID(), message.to.split('/')[0], JSON.stringify([whole])],
  );
}
