/**
 * When an actor is stuck, and why, in one sentence: a dead letter parks it; or nothing is pending for it; or it is in its
 * state for more than three times as long as that usually takes. Never because of a state in which it may rest.
 */
import type { Address } from '../message.ts';
import { typeOf } from '../message.ts';
import type { Fix, Stuck } from './api.ts';
import { durationWords } from './naming.ts';
import { schemaWords } from './schema-words.ts';
import type { Stays } from './usual.ts';

/** Nobody is stuck sooner (milliseconds). */
export const PATIENCE_MS = 30_000;
const TIMES_USUAL = 3;
/** Fewer stays say nothing about what is usual. */
const ENOUGH_SAMPLES = 5;

/** After how long in a state an actor is slow (milliseconds); undefined where nothing is known of the state. */
export function slowAfterMs(stays: Stays | undefined): number | undefined {
  if (!stays || stays.samples < ENOUGH_SAMPLES) return undefined;
  return Math.max(PATIENCE_MS, TIMES_USUAL * stays.p95Ms);
}

/** An open dead letter, as far as it explains anything. */
export interface OpenLetter {
  id: string;
  actor: Address;
  messageType: string;
  code: string;
  error: string;
  failedAt: Date;
}

export function stuckOnLetter(letter: OpenLetter): Stuck {
  return {
    since: letter.failedAt.toISOString(),
    rule: 'dead-letter',
    cause: sentence(letter),
    deadLetterId: letter.id,
    fix: redrive(letter),
  };
}

export function stuckWithNothingPending(state: string, since: number): Stuck {
  return {
    since: new Date(since).toISOString(),
    rule: 'nothing-pending',
    cause: `Nothing is pending in ${state}: no message, no timer, no activity`,
    deadLetterId: null,
    fix: { action: 'actor', label: 'Look at its history' },
  };
}

/** `sent` is a dead letter among what the actor sent: most likely what it waits for. */
export function stuckBySlowness(state: string, since: number, stays: Stays | undefined, sent?: OpenLetter): Stuck {
  const fix: Fix = sent ? redrive(sent) : { action: 'queues', label: 'Look at the queues' };
  const usual = stays ? `, usually ${durationWords(stays.p95Ms)} at most` : '';
  return {
    since: new Date(since).toISOString(),
    rule: 'slow',
    cause: sent
      ? `Its ${sent.messageType} to ${typeOf(sent.actor)} is a dead letter: ${reason(sent)}`
      : `${state} takes more than three times as long as usual${usual}`,
    deadLetterId: sent?.id ?? null,
    fix,
  };
}

function redrive({ id }: OpenLetter): Fix {
  return { action: 'redrive', label: 'Fix and redrive', deadLetterId: id };
}

function sentence(letter: OpenLetter): string {
  const what = letter.code === 'INVALID_MESSAGE' ? 'cannot be read' : 'is a dead letter';
  return `${letter.messageType} ${what}: ${reason(letter)}`;
}

/** The error without the address, so that the same cause reads the same for every actor. */
export function reason({
  actor,
  messageType,
  error,
}: Pick<OpenLetter, 'actor' | 'messageType' | 'error'>): string {
  const refusal = `${messageType} to ${actor} does not match its schema: `;
  if (error.startsWith(refusal)) return schemaWords(error.slice(refusal.length));
  return error.replace(`${actor} failed on "${messageType}": `, '').replaceAll(actor, `the ${typeOf(actor)}`);
}
