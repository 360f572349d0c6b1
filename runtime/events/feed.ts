/**
 * The events after a position, in commit order, none missing and none twice, as long as anyone listens: from the stream
 * while its chain of ids is whole, from PostgreSQL wherever it is not (wiped, trimmed, relay behind).
 */
import type { Redis } from 'ioredis';
import type { StoredEvent } from '../definition.ts';
import type { Sql } from '../sql.ts';
import { formatPosition, isAfter, type Position, parsePosition } from './position.ts';
import { eventsAfter } from './read.ts';
import { decode, STREAM, type StreamEntry } from './stream.ts';

const PER_ROUND = 1_000;
export const ENTRIES_PER_ROUND = 100;
/** How long one read of the stream waits for news; also how often PostgreSQL is asked while none comes (milliseconds). */
const BLOCK_MS = 1_000;

type RawEntries = [id: string, fields: string[]][];

/** Reads the stream after a position: as a plain reader, or as a member of a consumer group. */
export interface StreamReader {
  /** Waits up to `patienceMs` for the first entry; empty when none came. */
  next(after: Position, patienceMs: number): Promise<StreamEntry[]>;
  /** The entries up to here are dealt with. */
  acknowledge(entries: readonly StreamEntry[]): Promise<void>;
}

export class PlainReader implements StreamReader {
  private readonly redis: Redis;

  constructor(redis: Redis) {
    this.redis = redis;
  }

  async next(after: Position, patienceMs: number): Promise<StreamEntry[]> {
    const answer = await this.redis.xread(
      'COUNT',
      ENTRIES_PER_ROUND,
      'BLOCK',
      patienceMs,
      'STREAMS',
      STREAM,
      formatPosition(after),
    );
    return entriesOf(answer);
  }

  async acknowledge(): Promise<void> {}
}

/** A consumer group's place on the stream follows the checkpoint in PostgreSQL, never the other way round. */
export class GroupReader implements StreamReader {
  private readonly redis: Redis;
  private readonly group: string;
  private joined = false;

  constructor(redis: Redis, group: string) {
    this.redis = redis;
    this.group = group;
  }

  async next(after: Position, patienceMs: number): Promise<StreamEntry[]> {
    try {
      if (!this.joined) await this.join(after);
      const answer = await this.redis.xreadgroup(
        'GROUP',
        this.group,
        'one',
        'COUNT',
        ENTRIES_PER_ROUND,
        'BLOCK',
        patienceMs,
        'STREAMS',
        STREAM,
        '>',
      );
      return entriesOf(answer);
    } catch (error) {
      this.joined = false;
      if (/NOGROUP|UNBLOCKED/.test((error as Error).message)) return [];
      throw error;
    }
  }

  async acknowledge(entries: readonly StreamEntry[]): Promise<void> {
    if (entries.length > 0) await this.redis.xack(STREAM, this.group, ...entries.map(({ id }) => id));
  }

  /** What a dead predecessor had read and not acknowledged is read again from the checkpoint. */
  private async join(after: Position): Promise<void> {
    await this.redis
      .xgroup('CREATE', STREAM, this.group, formatPosition(after), 'MKSTREAM')
      .catch((error: Error) => {
        if (!error.message.startsWith('BUSYGROUP')) throw error;
      });
    await this.redis.xgroup('DELCONSUMER', STREAM, this.group, 'one');
    await this.redis.xgroup('SETID', STREAM, this.group, formatPosition(after));
    this.joined = true;
  }
}

export class Feed {
  private readonly reader: StreamReader;
  private behind = true;
  position: Position;
  /** Whether the last round took no more than it may, and not all there was. */
  hasMore = false;

  constructor(reader: StreamReader, from: Position) {
    this.reader = reader;
    this.position = from;
  }

  /** Takes the next events, if any come within `patienceMs`. `take` moves the position on when it has resolved. */
  async next(
    sql: Sql,
    take: (events: StoredEvent[], to: Position) => Promise<void>,
    patienceMs = BLOCK_MS,
  ): Promise<void> {
    if (this.behind) {
      await this.catchUp(sql, take);
      return;
    }
    const entries = await this.reader.next(this.position, patienceMs).catch(() => undefined);
    this.hasMore = entries?.length === ENTRIES_PER_ROUND;
    const fresh = entries?.filter(({ id }) => isAfter(parsePosition(id), this.position)) ?? [];
    const [first] = fresh;
    if (!first) {
      this.behind = entries === undefined || entries.length === 0;
    } else if (first.previous === formatPosition(this.position) && isChain(fresh)) {
      await this.move(
        fresh.flatMap(({ events }) => events),
        take,
      );
    } else {
      await this.catchUp(sql, take);
    }
    if (entries) await this.reader.acknowledge(entries).catch(() => undefined);
  }

  private async catchUp(sql: Sql, take: (events: StoredEvent[], to: Position) => Promise<void>): Promise<void> {
    const events = await eventsAfter(sql, this.position, PER_ROUND);
    if (events.length > 0) await this.move(events, take);
    this.behind = events.length === PER_ROUND;
    this.hasMore = this.behind;
  }

  private async move(
    events: StoredEvent[],
    take: (events: StoredEvent[], to: Position) => Promise<void>,
  ): Promise<void> {
    const last = events.at(-1);
    if (!last) return;
    const to = parsePosition(last.id);
    await take(events, to);
    this.position = to;
  }
}

/** Nothing is missing between entries that were read together either: the stream may have been wiped in between. */
function isChain(entries: readonly StreamEntry[]): boolean {
  return entries.every(({ previous }, index) => index === 0 || previous === entries[index - 1]?.id);
}

function entriesOf(answer: unknown): StreamEntry[] {
  const [stream] = (answer ?? []) as [string, RawEntries][];
  return (stream?.[1] ?? []).map(([id, fields]) => decode(id, fields));
}
