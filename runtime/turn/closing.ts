import type { Delivery, OpenEnvelope } from './delivery.ts';
import type { Rider } from './rider.ts';

/** The envelopes of which a commit settles the last messages: their outbox rows go with it. */
export function fullySettled(settled: Iterable<Delivery>, riders: readonly Rider[]): OpenEnvelope[] {
  const tally = new Map<OpenEnvelope, number>();
  const count = (envelope: OpenEnvelope | undefined) =>
    envelope && tally.set(envelope, (tally.get(envelope) ?? 0) + 1);
  for (const { envelope } of settled) count(envelope);
  for (const { settles } of riders) count(settles);
  return [...tally].filter(([envelope, messages]) => messages >= envelope.remaining).map(([envelope]) => envelope);
}
