/**
 * What redriving dead letters would come to. A machine takes the message, and then what waits behind it, on its stored
 * snapshot; a handler does so in a transaction that is rolled back. Nothing is written, nothing is sent.
 */
import type { DeadLetter, DeadLetters } from '../api.ts';
import type { HandlerActorDefinition } from '../definition.ts';
import { OrderlyError } from '../errors.ts';
import { type Address, type Message, typeOf } from '../message.ts';
import type { Sql } from '../sql.ts';
import { allSettled } from '../store/all-settled.ts';
import { Connection } from '../store/connection.ts';
import { loadActors } from '../store/load.ts';
import { BatchSql } from '../turn/actor-sql.ts';
import type { ActorState } from '../turn/actor-state.ts';
import { restoreActor } from '../turn/restore.ts';
import { ACTIVITY_REQUEST } from '../turn/turn.ts';
import { validate } from '../turn/validate.ts';
import type { DryRun, DryRunItem, DryRunRequest, Effect } from './api.ts';
import { foretell, verdictOf, whyRefused } from './foretell.ts';
import { breathe } from './journal.ts';
import type { Machines } from './machines.ts';
import { parkedOf } from './rows.ts';
import { tryStep } from './suppose.ts';

const MOST = 100;
/** A handler must not hold what real turns need for longer. */
const LIMITS = `SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '2s'`;

type Trial = Omit<DryRunItem, 'deadLetterId' | 'actor'>;

export class DryRunner {
  private readonly sql: Sql;
  private readonly machines: Machines;
  private readonly letters: Pick<DeadLetters, 'get' | 'list'>;
  private readonly databaseUrl: string;

  constructor(sql: Sql, machines: Machines, letters: Pick<DeadLetters, 'get' | 'list'>, databaseUrl: string) {
    this.sql = sql;
    this.machines = machines;
    this.letters = letters;
    this.databaseUrl = databaseUrl;
  }

  async run({ ids, filter, payload, payloads, limit = MOST }: DryRunRequest): Promise<DryRun> {
    const begun = performance.now();
    const letters = ids ? await this.named(ids) : await this.matching(filter ?? {}, limit + 1);
    const items: DryRunItem[] = [];
    let connection: Connection | undefined;
    try {
      for (const letter of letters.slice(0, limit)) {
        const edited = payloads?.[letter.id] ?? payload;
        const message = { ...letter.message, redrives: letter.id, ...(edited ? { payload: edited } : {}) };
        const handler = this.machines.handler(typeOf(letter.actor));
        if (handler) connection ??= await Connection.open(this.databaseUrl, 'dry run');
        const trial =
          handler && connection
            ? await this.byHandler(connection, handler, message)
            : await this.byMachine(message);
        items.push({ deadLetterId: letter.id, actor: letter.actor, ...trial });
        await breathe();
      }
    } finally {
      await connection?.close();
    }
    const count = (wanted: DryRunItem['verdict']) => items.filter(({ verdict }) => verdict === wanted).length;
    return {
      accepted: count('accepted'),
      ignored: count('ignored'),
      refused: count('refused'),
      tookMs: Math.round(performance.now() - begun),
      left: letters.length - items.length,
      items,
    };
  }

  private async named(ids: readonly string[]): Promise<DeadLetter[]> {
    const letters = await Promise.all([...new Set(ids)].map((id) => this.letters.get(id)));
    return letters.filter((letter) => letter !== undefined && isUnsettled(letter)) as DeadLetter[];
  }

  private async matching(filter: NonNullable<DryRunRequest['filter']>, most: number): Promise<DeadLetter[]> {
    const letters: DeadLetter[] = [];
    for (let before: string | undefined; letters.length < most; ) {
      const page = await this.letters.list({
        ...filter,
        state: 'open',
        limit: 500,
        ...(before ? { before } : {}),
      });
      letters.push(...page.items);
      before = page.next;
      if (before === undefined) break;
    }
    return letters;
  }

  private async byMachine(message: Message): Promise<Trial> {
    const machine = this.machines.get(typeOf(message.to));
    if (message.type === ACTIVITY_REQUEST) return { ...nothing, verdict: 'accepted', reason: UNFORESEEABLE };
    const now = Date.now();
    let state: ActorState | undefined;
    try {
      const [row] = await loadActors(this.sql, [message.to]);
      state = row && restoreActor(machine, row);
    } catch (error) {
      return {
        ...nothing,
        verdict: 'refused',
        reason: `Its snapshot cannot be restored: ${(error as Error).message}`,
      };
    }
    const first = tryStep(machine, state, message, now);
    const waiting: DryRunItem['waiting'] = [];
    if (first.step.verdict !== 'refused')
      for (const { id, type, verdict, reason } of foretell(
        machine,
        first.after,
        await parkedOf(this.sql, message.to),
        now,
      ))
        waiting.push({ id, type, verdict, reason });
    const { states } = first.step;
    return {
      ...nothing,
      ...verdictOf(message.to, first.step, machine),
      code: first.step.refusal?.code ?? null,
      before: states?.before ?? null,
      after: states?.after ?? null,
      effects: states?.effects ?? [],
      waiting,
    };
  }

  private async byHandler(
    connection: Connection,
    handler: HandlerActorDefinition,
    message: Message,
  ): Promise<Trial> {
    await connection.command('BEGIN');
    try {
      await connection.command(LIMITS);
      const trial = await tryHandler(connection, handler, message);
      const waiting: DryRunItem['waiting'] = [];
      if (trial.verdict !== 'refused')
        for (const parked of await parkedOf(this.sql, message.to)) {
          const { verdict, reason } = await tryHandler(connection, handler, parked);
          waiting.push({ id: parked.id, type: parked.type, verdict, reason });
          if (verdict === 'refused') break;
        }
      return { ...trial, waiting };
    } finally {
      await connection.command('ROLLBACK');
    }
  }
}

const nothing: Trial = {
  verdict: 'ignored',
  reason: null,
  code: null,
  before: null,
  after: null,
  effects: [],
  reply: null,
  waiting: [],
};
const UNFORESEEABLE = 'The activity would run again; what comes of it cannot be foretold';

function isUnsettled({ state }: DeadLetter): boolean {
  return state === 'open' || state === 'redriving';
}

async function tryHandler(
  sql: Sql,
  { messages, handle }: HandlerActorDefinition,
  message: Message,
): Promise<Trial> {
  try {
    const payload = validate(messages, message);
    const batch = new BatchSql(sql);
    const [outcome] = await handle(
      [{ ...message, payload }],
      batch.for((cause) => cause),
    );
    await allSettled(batch.written);
    const { refused, reply = null, sends = [], events = [] } = outcome ?? {};
    if (refused) return { ...nothing, verdict: 'ignored', reason: refused.message, code: refused.code };
    const told = [...sends.map((send) => commandOf(message.to, send)), ...events.map(eventOf)];
    return { ...nothing, verdict: 'accepted', reply, effects: told };
  } catch (error) {
    const code = error instanceof OrderlyError ? error.code : 'HANDLER_FAILED';
    return {
      ...nothing,
      verdict: 'refused',
      reason: whyRefused(message.to, message.type, (error as Error).message),
      code,
    };
  }
}

type Send = { to: Address; type: string; payload: Record<string, unknown> };

function commandOf(from: Address, { to, type, payload }: Send): Effect {
  return { kind: 'command', messageId: `${from}@dry-run`, to, type, payload };
}

function eventOf({ type, payload }: { type: string; payload: Record<string, unknown> }): Effect {
  return { kind: 'event', version: 0, type, payload };
}
