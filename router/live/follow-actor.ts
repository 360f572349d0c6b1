import type { Address } from '../../runtime/index.ts';
import type { ActorUpdate } from '../actors/replay-schemas.ts';
import type { Context } from '../context.ts';
import { NoSuchActor } from '../errors.ts';
import { MERGE_MS, pause } from './merge.ts';

/** How often an actor is looked at that tells nothing: not every turn emits an event, nor does a message that waits. */
const LOOK_MS = 1_000;
const PAGE = 500;

/**
 * The turns of one actor as they are made, and how it stands, at most four times a second. The id to resume from is the
 * last turn's version; who comes back gets the turns since then. Events of the actor make it look at once, and it looks
 * once a second without any.
 */
export async function* followActor(
  { inspection, live, closing }: Pick<Context, 'inspection' | 'live' | 'closing'>,
  actor: Address,
  lastEventId: string | null | undefined,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ id: string; update: ActorUpdate }, void> {
  const ended = signal ? AbortSignal.any([signal, closing]) : closing;
  const feed = live.of(actor, ended);
  let next = feed.next();
  try {
    let seen = Number(lastEventId ?? 0);
    let shown = '';
    while (!ended.aborted) {
      const now = await inspection.now(actor);
      if (!now) throw new NoSuchActor(actor);
      const picture = JSON.stringify([now.version, now.standing, now.waiting, now.deadLetters, now.stuck]);
      if (now.version > seen || picture !== shown) {
        const { items } = await inspection.turns(actor, { after: seen, limit: PAGE });
        seen = items.at(-1)?.version ?? seen;
        shown = picture;
        yield { id: String(seen), update: { turns: items, now } };
      }
      await pause(MERGE_MS, ended);
      const woken = new AbortController();
      const idle = pause(LOOK_MS - MERGE_MS, AbortSignal.any([ended, woken.signal])).then(() => 'idle' as const);
      const news = await Promise.race([next, idle]);
      woken.abort();
      if (news === undefined) return;
      if (news !== 'idle') next = feed.next();
    }
  } finally {
    feed.close();
  }
}
