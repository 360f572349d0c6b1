import {
  ActorNotFound,
  type ActorView,
  type Address,
  AskTimeout,
  type Command,
  type DeadLetter,
  type DeadLetterFilter,
  DeadLetterNotOpen,
  idOf,
  type Message,
  type Runtime,
  type StoppedType,
  type StoredEvent,
  type TurnResult,
  typeOf,
} from '../../runtime/index.ts';

/** What has no state of its own. */
const HANDLERS = ['inventory', 'user', 'webhook'];

/** What makes an actor. */
const STARTS = ['PlaceOrder', 'SubmitSignal'];

const NOW = new Date('2026-11-21T10:00:00Z');

/** A runtime in memory whose actors do what the test says: enough for the doors, and nothing more. */
export class FakeRuntime implements Runtime {
  /** Every command that was executed for the first time. */
  readonly turns: Command[] = [];
  readonly actors = new Map<Address, ActorView>();
  readonly stored: StoredEvent[] = [];
  readonly letters = new Map<string, DeadLetter>();
  readonly #journal = new Map<string, Message>();
  readonly #listeners = new Set<(events: readonly StoredEvent[]) => void>();
  /** Thrown by everything that touches the database. */
  failure?: Error;
  /** Whether the actor takes a message that does not start it. */
  accepts: (command: Command) => boolean = () => true;
  refuses?: { code: string; message: string };
  healthy = { database: { ok: true }, redis: { ok: true }, workers: { ok: true } };
  ends: (to: Address) => Promise<ActorView | undefined> = async (to) => this.actors.get(to);

  get listeners(): number {
    return this.#listeners.size;
  }

  async execute(command: Command): Promise<TurnResult> {
    if (this.failure) throw this.failure;
    const { to, type, payload, id: messageId = `m${this.#journal.size}` } = command;
    const known = this.#journal.has(`${to} ${messageId}`);
    const existing = this.actors.get(to);
    if (known) return { messageId, fresh: false, accepted: true, actor: existing };
    if (HANDLERS.includes(typeOf(to)))
      return this.#taken(command, { messageId, fresh: true, accepted: !this.refuses, refused: this.refuses });
    if (!existing && !STARTS.includes(type)) throw new ActorNotFound(to, type, STARTS);
    const actor = existing ?? this.start(to, { ...payload, totalMinor: 99_999, reason: null });
    return this.#taken(command, { messageId, fresh: true, accepted: !existing || this.accepts(command), actor });
  }

  start(to: Address, context: Record<string, unknown>, state = 'reservingStock'): ActorView {
    const actor: ActorView = {
      address: to,
      id: idOf(to),
      type: typeOf(to),
      machineVersion: 1,
      version: 1,
      status: 'active',
      state,
      context,
      timers: [{ id: 't1', event: 'stepTimeout', dueAt: NOW.getTime() }],
      activities: [],
    };
    this.actors.set(to, actor);
    return actor;
  }

  #taken(command: Command, result: TurnResult): TurnResult {
    this.turns.push(command);
    const message: Message = {
      ...command,
      id: result.messageId,
      correlationId: command.correlationId ?? 'c',
      sentAt: 0,
    };
    this.#journal.set(`${command.to} ${result.messageId}`, JSON.parse(JSON.stringify(message)));
    return result;
  }

  async send(command: Command): Promise<{ messageId: string }> {
    return { messageId: (await this.execute(command)).messageId };
  }

  /** What is answered to a question; by default nobody answers. */
  replies: (command: Command) => Awaited<ReturnType<Runtime['ask']>> | undefined = () => undefined;

  async ask(command: Command, { timeoutMs = 5_000 } = {}) {
    const reply = this.replies(command);
    if (!reply) throw new AskTimeout(command.to, command.type, timeoutMs);
    return reply;
  }

  async read(to: Address): Promise<ActorView | undefined> {
    if (this.failure) throw this.failure;
    return this.actors.get(to);
  }

  async turnsGone() {
    return 0;
  }

  async history(to: Address, { after = 0, limit = 100 } = {}) {
    const messages = [...this.#journal.values()].filter((message) => message.to === to);
    return messages.map((message, at) => ({ version: at + 1, at: NOW, message })).slice(after, after + limit);
  }

  async events(to: Address): Promise<StoredEvent[]> {
    if (this.failure) throw this.failure;
    return this.stored.filter(({ actor }) => actor === to);
  }

  async journaled(to: Address, messageId: string): Promise<Message | undefined> {
    return this.#journal.get(`${to} ${messageId}`);
  }

  waitFor(to: Address): Promise<ActorView | undefined> {
    return this.ends(to);
  }

  onEvents(listener: (events: readonly StoredEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stores an event and, unless the test loses it, tells the listeners. */
  emit(actor: Address, type: string, { told = true } = {}): StoredEvent {
    const version = this.stored.filter((event) => event.actor === actor).length + 1;
    const id = `${100 + this.stored.length}-1`;
    const event = { id, actor, version, type, payload: {}, messageId: `m-${id}`, correlationId: 'c', at: NOW };
    this.stored.push(event);
    if (told) for (const listener of this.#listeners) listener([event]);
    return event;
  }

  async health() {
    return this.healthy;
  }

  readonly stoppedTypes = new Map<string, StoppedType>();
  readonly switches = {
    allowed: true,
    stopped: async () => [...this.stoppedTypes.values()],
    stop: async (actorType: string, { by }: { by: string }) =>
      void this.stoppedTypes.set(actorType, { actorType, by, since: NOW }),
    start: async (actorType: string) => void this.stoppedTypes.delete(actorType),
  };

  readonly deadLetters = {
    list: async ({ limit, before: _, ...filter }: DeadLetterFilter & { limit?: number; before?: string }) => {
      const items = [...this.letters.values()].filter(({ state }) => !filter.state || state === filter.state);
      return { items: items.slice(0, limit), ...(items.length > (limit ?? 0) && { next: items[0]!.id }) };
    },
    get: async (id: string) => this.letters.get(id),
    redrive: async (
      id: string,
      { by, reason, payload }: { by: string; reason?: string; payload?: Record<string, unknown> },
    ) => this.#settle(id, 'redriving', { by, action: 'redrive', ...(reason && { note: reason }) }, payload),
    redriveMany: async () => this.letters.size,
    discard: async (id: string, { by, reason }: { by: string; reason: string }) =>
      this.#settle(id, 'discarded', { by, action: 'discard', note: reason }),
  };

  #settle(
    id: string,
    state: DeadLetter['state'],
    act: { by: string; action: string; note?: string },
    payload?: Record<string, unknown>,
  ): DeadLetter {
    const letter = this.letters.get(id);
    if (letter?.state !== 'open') throw new DeadLetterNotOpen(id, letter?.state);
    const message = payload ? { ...letter.message, payload } : letter.message;
    const settled = { ...letter, message, state, audit: [...letter.audit, { at: NOW.toISOString(), ...act }] };
    this.letters.set(id, settled);
    return settled;
  }
}

export function deadLetter(id: string, message: Partial<Message> = {}): DeadLetter {
  const to: Address = 'shipping/o1';
  return {
    id,
    actor: to,
    message: {
      id: 'm1',
      to,
      type: 'PrepareShipment',
      payload: { a: 1 },
      correlationId: 'c1',
      sentAt: 0,
      ...message,
    },
    error: { code: 'TURN_FAILED', message: 'it failed', stack: 'at somewhere' },
    attempts: 5,
    history: [],
    state: 'open',
    parked: 2,
    failedAt: NOW,
    audit: [],
  };
}
