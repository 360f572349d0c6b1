import type { ActorNow } from '../api/types.ts';
import { age, duration } from '../words/duration.ts';
import { moment } from '../words/moment.ts';
import type { Journey } from './journey.ts';
import type { Layer } from './layers.ts';
import type { ChartNode } from './view.ts';

/** The second line of a state; an empty one for what is no longer possible. */
export function aboutState(
  journey: Journey,
  now: Pick<ActorNow, 'stuck' | 'since' | 'usual'>,
  { id, kind }: Pick<ChartNode, 'id' | 'kind'>,
  layer: Layer,
  at: number,
): string {
  if (layer === 'now') {
    if (!journey.isLast) return journey.stayed === undefined ? '' : `stayed ${duration(journey.stayed)}`;
    if (kind !== 'final' && now.stuck) return `stuck for ${age(at - Date.parse(now.stuck.since))}`;
    if (journey.since === undefined) return '';
    if (kind === 'final') return `ended ${moment(journey.since)}`;
    return `here for ${age(at - journey.since)}`;
  }
  if (layer === 'gone') return '';
  const took = journey.took.get(id);
  if (layer === 'been' && took !== undefined) return `took ${duration(took)}`;
  if (kind === 'final') return 'end';
  const usual = now.usual.find(({ state }) => state === id);
  return usual ? `usually ${duration(usual.p50Ms)}` : '';
}
