import type { Address } from '../../runtime/message.ts';
import type { StoredState } from '../../runtime/turn/actor-state.ts';
import { timerMessage } from '../../runtime/turn/turn.ts';
import { ask } from '../setup/sound.ts';
import { sendAsIfLost } from './letters.ts';

/** Fires the only timer of an actor now, however long it has still to go. */
export async function fireTimer(databaseUrl: string, address: Address): Promise<void> {
  const select = 'SELECT snapshot FROM actors WHERE address = $1';
  const [row] = await ask<{ snapshot: StoredState }>(databaseUrl, select, [address]);
  const [timer, ...others] = row?.snapshot.timers ?? [];
  if (!row || !timer || others.length > 0) throw new Error(`${address} does not wait for exactly one timer`);
  const { correlationId } = row.snapshot;
  await sendAsIfLost(databaseUrl, timerMessage({ address, correlationId }, timer));
}
