import type { DeadLetter, DeadLetterFilter, DeadLetters, RedriveOptions } from '../api.ts';
import type { Engine } from '../engine.ts';
import { DeadLetterNotOpen } from '../errors.ts';
import { type Message, typeOf } from '../message.ts';
import type { Registry } from '../registry.ts';
import { retryId } from '../retry-id.ts';
import type { Layout } from '../shards/layout.ts';
import type { Sql } from '../sql.ts';
import type { Envelope } from '../store/seal.ts';
import { reached } from '../testing/crash-points.ts';
import type { Transport } from '../transport/transport.ts';
import { queueOf } from '../turn/grouping.ts';
import { isTimer } from '../turn/turn.ts';
import { validate } from '../turn/validate.ts';
import { unpark } from './release.ts';
import { type AuditEntry, findDeadLetter, listDeadLetters, matchingIds, settleDeadLetter } from './rows.ts';

const PAGE = 50;
const LARGEST_PAGE = 500;

export interface DeadLetterOffice {
  read: Sql;
  engine: Engine;
  registry: Registry;
  transport: Transport;
  newEnvelopeId: () => string;
  layout: Layout;
}

/** What the doors may do with dead letters. Each act is one commit, together with its line in the audit. */
export class StoredDeadLetters implements DeadLetters {
  private readonly office: DeadLetterOffice;

  constructor(office: DeadLetterOffice) {
    this.office = office;
  }

  async list({ limit = PAGE, before, ...filter }: DeadLetterFilter & { limit?: number; before?: string }) {
    const size = Math.min(limit, LARGEST_PAGE);
    const items = await listDeadLetters(this.office.read, filter, size + 1, before);
    const page = items.slice(0, size);
    const next = items.length > size ? page.at(-1)?.id : undefined;
    return { items: page, ...(next === undefined ? {} : { next }) };
  }

  async get(id: string): Promise<DeadLetter | undefined> {
    return /^\d{1,18}$/.test(id) ? findDeadLetter(this.office.read, id) : undefined;
  }

  async redrive(
    id: string,
    { by, reason, payload }: RedriveOptions & { payload?: Record<string, unknown> },
  ): Promise<DeadLetter> {
    const letter = await this.open(id);
    const message: Message = { ...letter.message, redrives: letter.id, ...(payload ? { payload } : {}) };
    this.check(message);
    const queue = queueOf(message, this.office.layout);
    await this.office.transport.drop({ id: retryId(message), queue });
    const envelope: Envelope = { id: this.office.newEnvelopeId(), queue, messages: [message] };
    const entry: AuditEntry = {
      by,
      action: payload ? 'redrive edited' : 'redrive',
      ...(reason ? { note: reason } : {}),
      ...(payload ? { was: letter.message.payload } : {}),
    };
    await this.office.engine.ride({
      origin: 'caller',
      envelopes: [envelope],
      statements: async (sql) => {
        if (
          !(await settleDeadLetter(
            sql,
            id,
            'redriving',
            entry,
            payload ? { ...letter.message, payload } : undefined,
          ))
        ) {
          throw new DeadLetterNotOpen(id, 'settled');
        }
      },
    });
    reached('redrive:after-commit');
    this.office.engine.dispatch([envelope]);
    return (await this.get(id)) ?? letter;
  }

  async redriveMany(filter: DeadLetterFilter, options: RedriveOptions): Promise<number> {
    let redriven = 0;
    for (const id of await matchingIds(this.office.read, { ...filter, state: 'open' })) {
      redriven += await this.redrive(id, options).then(
        () => 1,
        (error: unknown) => {
          if (error instanceof DeadLetterNotOpen) return 0;
          throw error;
        },
      );
    }
    return redriven;
  }

  async discard(id: string, { by, reason }: { by: string; reason: string }): Promise<DeadLetter> {
    const letter = await this.open(id);
    let released: Envelope[] = [];
    await this.office.engine.ride({
      origin: 'caller',
      statements: async (sql) => {
        if (!(await settleDeadLetter(sql, id, 'discarded', { by, action: 'discard', note: reason }))) {
          throw new DeadLetterNotOpen(id, 'settled');
        }
        released = await unpark(sql, letter.actor, this.office);
        await this.office.engine.store(sql, released);
      },
    });
    reached('discard:after-commit');
    this.office.engine.dispatch(released);
    return (await this.get(id)) ?? letter;
  }

  private async open(id: string): Promise<DeadLetter> {
    const letter = await this.get(id);
    if (letter?.state !== 'open') throw new DeadLetterNotOpen(id, letter?.state);
    return letter;
  }

  /** A payload that breaks its schema would only fail again. What the runtime itself sent has no schema. */
  private check(message: Message): void {
    const { definition } = this.office.registry.get(typeOf(message.to));
    if (isTimer(message) || message.type.startsWith('xstate.') || message.type.startsWith('@')) return;
    validate(definition.messages, message);
  }
}
