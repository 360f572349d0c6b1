import { setMaxListeners } from 'node:events';
import type { Runtime } from '../api.ts';
import type { ActivityContext } from '../definition.ts';
import { UnknownActorType } from '../errors.ts';
import { type Message, typeOf } from '../message.ts';
import type { Registry } from '../registry.ts';
import { reached } from '../testing/crash-points.ts';
import { ACTION_DONE } from '../turn/turn.ts';
import { ActivityRunner, type BreakerState } from './runner.ts';

type Ask = Runtime['ask'];

/** Finds the work behind an activity request, runs it, and words its end as the message that the actor gets. */
export class ActivityDesk {
  private readonly runners = new Map<string, ActivityRunner>();
  private readonly shutdown = new AbortController();
  private readonly ask: Ask;

  constructor(registry: Registry, ask: Ask) {
    this.ask = ask;
    setMaxListeners(0, this.shutdown.signal);
    for (const registered of registry.all()) {
      if (registered.kind !== 'machine') continue;
      for (const [src, activity] of Object.entries(registered.definition.activities ?? {})) {
        this.runners.set(key(registered.definition.type, src), new ActivityRunner(activity));
      }
    }
  }

  /** Of the activities of these actor types, as far as they have a breaker; by `<actor type>/<activity>`. */
  breakersOf(types: ReadonlySet<string>): Record<string, BreakerState> {
    const states = [...this.runners].flatMap(([name, { breakerState }]) =>
      breakerState && types.has(name.split('/')[0] as string) ? [[name, breakerState] as const] : [],
    );
    return Object.fromEntries(states);
  }

  /** The answer has the request's id: journaling it settles the request. Rejects only at shutdown. */
  async perform(request: Message): Promise<Message> {
    const { src, invokeId, input } = request.payload as { src: string; invokeId?: string; input: unknown };
    const runner = this.runners.get(key(typeOf(request.to), src));
    if (!runner) throw new UnknownActorType(key(typeOf(request.to), src), [...this.runners.keys()]);
    reached('activity:before-run');
    const { id: idempotencyKey, to: actor, correlationId, traceparent } = request;
    const ask: ActivityContext['ask'] = (to, type, payload, timeoutMs) =>
      this.ask({ to, type, payload, correlationId, ...(traceparent ? { traceparent } : {}) }, { timeoutMs });
    const context = { idempotencyKey, actor, correlationId, ask };
    const outcome = await runner.run(input, context, this.shutdown.signal);
    reached('activity:after-run');
    const answer = invokeId
      ? { type: `xstate.done.actor.${invokeId}`, payload: { output: outcome, actorId: invokeId } }
      : { type: ACTION_DONE, payload: { src, outcome } };
    return { ...request, ...answer, sentAt: Date.now() };
  }

  get stopped(): boolean {
    return this.shutdown.signal.aborted;
  }

  stop(): void {
    this.shutdown.abort(new Error('the process is shutting down'));
  }
}

function key(type: string, src: string): string {
  return `${type}/${src}`;
}
