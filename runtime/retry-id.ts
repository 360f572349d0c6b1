import type { Message } from './message.ts';

const RETRY = 'retry/';

/** One retry row and job per message and actor: splitting twice makes no second one. */
export function retryId(message: Message): string {
  return `${RETRY}${message.to}/${message.id}`.replace(/[%:]/g, encodeURIComponent);
}

export function isRetry(envelopeId: string): boolean {
  return envelopeId.startsWith(RETRY);
}
