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
