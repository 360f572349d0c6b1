/**
 * What was said across actors about one thing. The journal is kept by actor, so the talk is followed from one to the
 * next: who sent what an actor handled, and whom it sent something to. Actors that bear the same id belong to the same
 * thing by convention, and are looked up too.
 */
import { type Address, idOf, type Message, typeOf } from '../message.ts';
import type { Sql } from '../sql.ts';
import { ACTIVITY_REQUEST } from '../turn/turn.ts';
import type { Conversation, ConversationAbout, ConversationMessage } from './api.ts';
import { journal } from './journal.ts';
import type { Machines } from './machines.ts';
import { ownVersion } from './own-version.ts';
import { Replayer } from './replayer.ts';
import { describe } from './told.ts';

const MOST_ACTORS = 40;
const MOST_MESSAGES = 1_000;
/** Newest events among which a correlation is looked for where nobody says which actors it began with. */
const LOOKED_THROUGH = 100_000;

interface Heard {
  message: Message;
  at: Date | null;
  version: number;
  letter: string | null;
  /** `done`: it is in the journal. */
  state: 'done' | 'waiting' | 'open' | 'redriving' | 'discarded';
}

const HEARD = `
  SELECT actor, message_id, version, at, message, NULL AS letter, 'done' AS state FROM journal WHERE actor = ANY($1::text[])
  UNION ALL
  SELECT actor, message_id, 0, failed_at, message, id::text, state FROM dead_letters
  WHERE actor = ANY($1::text[]) AND state <> 'redriven'
  UNION ALL
  SELECT actor, message_id, 0, NULL, message, NULL, 'waiting' FROM parked WHERE actor = ANY($1::text[])
  LIMIT ${MOST_MESSAGES * 4}`;

const UNDER_WAY = `
  SELECT m ->> 'to' AS actor, m ->> 'id' AS message_id, 0 AS version, NULL AS at, m AS message, NULL AS letter, 'waiting' AS state
  FROM outbox o, json_array_elements(o.messages) m WHERE m ->> 'to' = ANY($1::text[]) LIMIT ${MOST_MESSAGES}`;

interface Row {
  actor: Address;
  message_id: string;
  version: number;
  at: Date | null;
  message: Omit<Message, 'id' | 'to'>;
  letter: string | null;
  state: Heard['state'];
}

const CORRELATION = `SELECT snapshot ->> 'correlationId' AS id FROM actors WHERE address = $1`;
const FIRST = `SELECT message ->> 'correlationId' AS id FROM journal WHERE actor = $1 ORDER BY at LIMIT 1`;
const ACTORS_OF = `
  WITH newest AS MATERIALIZED (
    SELECT actor, correlation_id FROM events ORDER BY tx DESC, pos DESC LIMIT ${LOOKED_THROUGH}
  )
  SELECT (SELECT count(*)::int FROM newest) AS looked,
    ARRAY(SELECT DISTINCT actor FROM newest WHERE correlation_id = $1 LIMIT ${MOST_ACTORS}) AS actors`;

export async function readConversation(
  sql: Sql,
  machines: Machines,
  about: ConversationAbout,
): Promise<Conversation> {
  const correlationId = 'actor' in about ? await correlationOf(sql, about.actor) : about.correlationId;
  const { first, cut } = await beginning(sql, about);
  const { types } = machines;
  const seen = new Set<Address>();
  const heard = new Map<string, Heard>();
  let next = first;
  while (next.length > 0 && seen.size < MOST_ACTORS && heard.size < MOST_MESSAGES) {
    for (const actor of next) seen.add(actor);
    const found = (await hear(sql, next)).filter(({ message }) => message.correlationId === correlationId);
    for (const each of found) keep(heard, each);
    const mentioned = new Set(found.flatMap(({ message }) => neighbours(message, types)));
    next = [...mentioned].filter((actor) => !seen.has(actor)).slice(0, MOST_ACTORS - seen.size);
  }
  const ignored = await ignoredBy(sql, machines, [...seen]);
  const messages = [...heard.values()]
    .map((each) => present(each, ignored))
    .sort((a, b) => orderOf(a) - orderOf(b));
  const shown = messages.slice(0, MOST_MESSAGES);
  const participants = [...new Set(shown.flatMap(({ from, to }) => (from === null ? [to] : [from, to])))];
  return {
    correlationId,
    participants,
    messages: shown,
    cut: cut || messages.length > shown.length || next.length > 0,
  };
}

/** Who may have heard of it too: its two ends, and those of the same id. */
function neighbours({ from, to }: Message, types: readonly string[]): Address[] {
  const ends = from ? [from, to] : [to];
  return [...new Set([...ends, ...types.map((type): Address => `${type}/${idOf(to)}`)])].filter((address) =>
    types.includes(typeOf(address)),
  );
}

async function hear(sql: Sql, actors: readonly Address[]): Promise<Heard[]> {
  const [settled, underWay] = await Promise.all([
    sql.query<Row>('conversation_heard', HEARD, [actors]),
    sql.query<Row>('conversation_under_way', UNDER_WAY, [actors]),
  ]);
  return [...settled, ...underWay]
    .filter(({ message }) => message.type !== ACTIVITY_REQUEST)
    .map(({ actor, message_id, message, ...row }) => ({
      ...row,
      message: { ...message, id: message_id, to: actor },
    }));
}

/** A message may be in several places for a moment; the journal is the last word. */
function keep(heard: Map<string, Heard>, found: Heard): void {
  const key = `${found.message.to} ${found.message.id}`;
  const rank = { done: 3, discarded: 2, open: 2, redriving: 2, waiting: 1 };
  const known = heard.get(key);
  if (!known || rank[found.state] > rank[known.state]) heard.set(key, found);
}

const OUTCOMES = {
  done: 'accepted',
  waiting: 'waiting',
  open: 'dead',
  redriving: 'dead',
  discarded: 'discarded',
} as const;

/** What machines took without a transition for it, as `<address> <message id>`. */
async function ignoredBy(sql: Sql, machines: Machines, actors: readonly Address[]): Promise<Set<string>> {
  const ignored = new Set<string>();
  for (const actor of actors) {
    if (!machines.find(typeOf(actor))) continue;
    const { machine, problem } = await ownVersion(sql, machines, actor);
    if (problem !== null) continue;
    const replayer = new Replayer(machine);
    for await (const entries of journal(sql, actor))
      for (const entry of entries)
        if (replayer.take(entry).outcome === 'ignored') ignored.add(`${actor} ${entry.message.id}`);
  }
  return ignored;
}

function present(
  { message, at, version, letter, state }: Heard,
  ignored: ReadonlySet<string>,
): ConversationMessage {
  return {
    id: message.id,
    type: message.type,
    ...describe(message),
    from: message.from ?? null,
    to: message.to,
    payload: message.payload,
    causationId: message.causationId ?? null,
    sentAt: new Date(message.sentAt).toISOString(),
    handledAt: state === 'done' ? (at?.toISOString() ?? null) : null,
    version: version > 0 ? version : null,
    outcome: ignored.has(`${message.to} ${message.id}`) ? 'ignored' : OUTCOMES[state],
    deadLetterId: letter,
  };
}

function orderOf({ handledAt, sentAt }: ConversationMessage): number {
  return Date.parse(handledAt ?? sentAt);
}

async function correlationOf(sql: Sql, actor: Address): Promise<string> {
  const [own] = await sql.query<{ id: string | null }>('conversation_of_actor', CORRELATION, [actor]);
  if (own?.id) return own.id;
  const [first] = await sql.query<{ id: string | null }>('conversation_of_journal', FIRST, [actor]);
  return first?.id ?? '';
}

/** Where to begin. Looking through events ends somewhere: then the answer may lack what is older, and says so. */
async function beginning(
  sql: Sql,
  about: ConversationAbout,
): Promise<{ first: readonly Address[]; cut: boolean }> {
  if ('actor' in about) return { first: [about.actor], cut: false };
  if (about.among && about.among.length > 0) return { first: about.among.slice(0, MOST_ACTORS), cut: false };
  const [row] = await sql.query<{ looked: number; actors: Address[] }>('conversation_actors', ACTORS_OF, [
    about.correlationId,
  ]);
  return { first: row?.actors ?? [], cut: row?.looked === LOOKED_THROUGH };
}
