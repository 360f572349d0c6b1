import type { Outputs } from '../../api/types.ts';

export type Group = Outputs['deadLetters']['groups']['items'][number];

/** A group in the address. */
export function groupKey({
  actorType,
  messageType,
  code,
}: Pick<Group, 'actorType' | 'messageType' | 'code'>): string {
  return [actorType, messageType, code].join('.');
}

/** "PaymentRefunded: amount is not a decimal number" */
export function groupTitle({ messageType, error }: Group): string {
  return `${messageType}: ${firstLine(error)}`;
}

export function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
