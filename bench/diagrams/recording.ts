/**
 * What really happened to one order, read from the journal and the event store: who told whom what, in causal order. Times
 * and ids are left out, so that every run of the same scene reads the same.
 */
import { type Address, type Message, type Sql, typeOf } from '../../runtime/index.ts';

export const PARTICIPANTS = [
  'customer',
  'order',
  'events',
  'inventory',
  'payment',
  'provider',
  'shipping',
] as const;
export type Participant = (typeof PARTICIPANTS)[number];

export type Step =
  /** A command or a reply. */
  | { kind: 'message'; from: Participant; to: Participant; label: string }
  /** An event told to everybody, and the policy that reacts to it with a message. */
  | { kind: 'event'; from: Participant; to: 'events'; label: string }
  | { kind: 'reaction'; from: 'events'; to: Participant; label: string }
  /** Events that an actor keeps of itself, to which nobody reacts. */
  | { kind: 'record'; at: Participant; label: string };

interface Turn {
  actor: Address;
  message_id: string;
  version: number;
  message: Pick<Message, 'from' | 'type' | 'payload' | 'causationId'>;
}

interface Told {
  actor: Address;
  version: number;
  type: string;
  message_id: string;
}

const TURNS = `SELECT actor, message_id, version, message FROM journal WHERE split_part(actor, '/', 2) = $1 ORDER BY actor, version`;
const EVENTS = `SELECT actor, version, type, message_id FROM events WHERE split_part(actor, '/', 2) = $1 ORDER BY actor, version`;
const BY_POLICY = /^(.+#\d+)\.[a-z]+-policy\.\d+$/;
const ACTIVITY = /^xstate\.done\.actor\.(\w+)$/;

export async function readRecording(sql: Sql, orderId: string): Promise<Step[]> {
  const turns = await sql.query<Turn>('recorded-turns', TURNS, [orderId]);
  const events = await sql.query<Told>('recorded-events', EVENTS, [orderId]);
  return stepsOf(turns, events);
}

export function stepsOf(turns: readonly Turn[], events: readonly Told[]): Step[] {
  const heard = new Set(turns.flatMap(({ message_id }) => BY_POLICY.exec(message_id)?.[1] ?? []));
  return inCausalOrder(turns).flatMap((turn) => {
    const caused = events.filter(
      ({ actor, message_id }) => actor === turn.actor && message_id === turn.message_id,
    );
    const at = participant(turn.actor);
    const records = caused
      .filter(({ actor, version }) => !heard.has(`${actor}#${version}`))
      .map(({ type }) => type);
    const told = caused.filter(({ actor, version }) => heard.has(`${actor}#${version}`));
    return [
      ...arrow(turn),
      ...turns.flatMap((answer) => (answer.message.causationId === turn.message_id ? asked(answer) : [])),
      ...(records.length > 0 ? [{ kind: 'record', at, label: records.join(', ') } as const] : []),
      ...told.map(({ type }) => ({ kind: 'event', from: at, to: 'events', label: type }) as const),
    ];
  });
}

/** The answer of an activity is caused by the turn that asked for it. */
function asked({ actor, message }: Turn): Step[] {
  const [, activity] = ACTIVITY.exec(message.type) ?? [];
  return activity ? [{ kind: 'message', from: participant(actor), to: 'provider', label: activity }] : [];
}

function arrow({ actor, message_id, message }: Turn): Step[] {
  const to = participant(actor);
  if (ACTIVITY.test(message.type)) {
    const { outcome } = message.payload.output as { outcome: string };
    return [{ kind: 'message', from: 'provider', to, label: outcome }];
  }
  if (BY_POLICY.test(message_id)) return [{ kind: 'reaction', from: 'events', to, label: message.type }];
  const from = message.from ? participant(message.from) : 'customer';
  return [{ kind: 'message', from, to, label: message.type }];
}

function participant(actor: Address): Participant {
  return typeOf(actor) as Participant;
}

/**
 * A turn comes after its cause and after the turn that its actor took before. What is still open goes by participant, and
 * what somebody did from outside after what was under way.
 */
function inCausalOrder(turns: readonly Turn[]): Turn[] {
  const byId = new Map(turns.map((turn) => [turn.message_id, turn]));
  const before = new Map<Turn, Turn | undefined>();
  for (const [index, turn] of turns.entries()) {
    const previous = turns[index - 1];
    before.set(turn, previous?.actor === turn.actor && previous.version > 0 ? previous : undefined);
  }
  const depths = new Map<Turn, number>();
  const depth = (turn: Turn | undefined): number => {
    if (!turn) return 0;
    const known = depths.get(turn);
    if (known !== undefined) return known;
    const fromOutside = turn.message.causationId === undefined ? 0.5 : 0;
    const found =
      1 + fromOutside + Math.max(depth(byId.get(turn.message.causationId ?? '')), depth(before.get(turn)));
    depths.set(turn, found);
    return found;
  };
  const place = ({ actor }: Turn) => PARTICIPANTS.indexOf(participant(actor));
  return [...turns].sort((a, b) => depth(a) - depth(b) || place(a) - place(b));
}
