import { InvalidMessage, UnknownMessage } from './errors.ts';

/** An actor's address: its type and its id, `order/8f3c…`. The type never holds a slash; the id may. */
export type Address = `${string}/${string}`;

/** What crosses the wire between actors. One shape for commands, replies, timers and results of activities. */
export interface Message {
  /** Derived from its cause, so that a repeated turn makes the same ids. At most 200 characters, no colon. */
  id: string;
  to: Address;
  /** The actor that sent it; absent on messages that came in through a door. */
  from?: Address;
  type: string;
  payload: Record<string, unknown>;
  /** Shared by everything that follows from one request. */
  correlationId: string;
  /** The id of the message that caused this one; absent on the first of a chain. */
  causationId?: string;
  /** W3C trace context, handed on unchanged. */
  traceparent?: string;
  /** Where an answer is awaited (`ask`). */
  replyTo?: Address;
  /** Milliseconds since the epoch at which its sender's turn ran. */
  sentAt: number;
  /** Set on a redriven dead letter: its number, so that the commit that settles it releases what waited behind it. */
  redrives?: string;
}

/** What a caller has to say to send a message; the runtime adds identity, causation and time. */
export interface Command {
  to: Address;
  type: string;
  payload: Record<string, unknown>;
  /** Make a repetition harmless: two messages with one id to one actor take effect once. Default: a random id. */
  id?: string;
  correlationId?: string;
  traceparent?: string;
}

export function address(type: string, id: string): Address {
  return `${type}/${id}`;
}

export function typeOf(to: Address): string {
  return to.slice(0, to.indexOf('/'));
}

export function idOf(to: Address): string {
  return to.slice(to.indexOf('/') + 1);
}

/** Control characters cannot be stored or shown; a colon and a trailing `~` have a meaning of their own in ids. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const ID = /^[^\u0000-\u001f\u007f:]{0,199}[^\u0000-\u001f\u007f:~]$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const ACTOR_ID = /^[^\u0000-\u001f\u007f]{1,500}$/;

/** What comes in through a door, before anything of it is stored. Throws `UnknownMessage` or `InvalidMessage`. */
export function checkCommand({ id, to, type }: Command, known: readonly string[]): void {
  if (!known.includes(type)) throw new UnknownMessage(type, to, known);
  const issues = [
    ...(id === undefined || ID.test(id)
      ? []
      : [{ path: 'id', message: '1 to 200 characters, no colon, no ~ at the end' }]),
    ...(ACTOR_ID.test(idOf(to)) ? [] : [{ path: 'to', message: 'the actor id has 1 to 500 visible characters' }]),
  ];
  if (issues.length > 0) throw new InvalidMessage(type, to, issues);
}
