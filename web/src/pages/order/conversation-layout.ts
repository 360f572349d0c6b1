import type { Conversation } from '../../api/types.ts';

/** Where lifelines and messages of a conversation are drawn; px. */

const DOOR = 'api';
const SIDE = 44;
const NARROWEST = 88;
export const ROW = 24;
/** Where the lifelines begin. */
export const TOP = 28;
const FIRST = 50;
const CHARACTER = 6.2;
/** Where the words of a message to oneself begin, from its lifeline. */
export const BESIDE = 26;

export interface DrawnMessage {
  id: string;
  label: string;
  from: number;
  /** Where it ends: the lifeline of who is told. */
  to: number;
  y: number;
  isSelf: boolean;
  outcome: Conversation['messages'][number]['outcome'];
  /** When it was handled, or sent where it was not; ISO text. */
  at: string;
  version: number | null;
  /** Its address. */
  receiver: string;
}

export interface Lane {
  address: string;
  name: string;
  x: number;
}

export function layOutConversation({ participants, messages }: Pick<Conversation, 'participants' | 'messages'>) {
  const addresses = [...(messages.some(({ from }) => from === null) ? [DOOR] : []), ...participants];
  const at = new Map(addresses.map((address, index) => [address, index]));
  const apart = apartOf(messages, at);
  const lanes: Lane[] = addresses.map((address, index) => ({
    address,
    name: nameOf(address, addresses),
    x: SIDE + index * apart,
  }));
  const xOf = (address: string | null) => SIDE + (at.get(address ?? DOOR) ?? 0) * apart;
  const drawn: DrawnMessage[] = messages.map((message, index) => ({
    id: `${message.id} ${message.to}`,
    label: message.label,
    from: xOf(message.kind === 'timer' ? message.to : message.from),
    to: xOf(message.to),
    y: FIRST + index * ROW,
    isSelf: message.kind === 'timer' || message.from === message.to,
    outcome: message.outcome,
    at: message.handledAt ?? message.sentAt,
    version: message.version,
    receiver: message.to,
  }));
  const beside = drawn.filter(({ isSelf }) => isSelf).map(({ from, label }) => from + BESIDE + laneOf(label));
  return {
    lanes,
    messages: drawn,
    width: Math.max(2 * SIDE + (addresses.length - 1) * apart + 2, ...beside),
    height: FIRST + messages.length * ROW + 10,
  };
}

/** Room that a label takes above its line. */
export function laneOf(label: string): number {
  return CHARACTER * label.length + 6;
}

/** Lifelines stand so far apart that the longest label between neighbours fits. */
function apartOf(messages: Conversation['messages'], at: ReadonlyMap<string, number>): number {
  const needed = messages.map(({ label, from, to }) => {
    const lanes = Math.abs((at.get(from ?? DOOR) ?? 0) - (at.get(to) ?? 0));
    return lanes === 0 ? 0 : (laneOf(label) + 8) / lanes;
  });
  return Math.ceil(Math.max(NARROWEST, ...needed));
}

/** `payment`; with the beginning of the id where two of a type take part. */
function nameOf(address: string, all: readonly string[]): string {
  const [type = address, id = ''] = address.split('/');
  const alike = all.filter((each) => each.startsWith(`${type}/`)).length;
  return alike > 1 ? `${type} ${id.slice(0, 4)}` : type;
}
