import type { Inputs } from '../../api/types.ts';
import type { Filter } from '../../components/filter-chips.tsx';

export const STATUSES = ['all', 'stuck', 'compensating', 'pending', 'confirmed', 'cancelled'] as const;
export type StatusKey = (typeof STATUSES)[number];

export const FILTERS: readonly Filter[] = [
  {
    key: 'placed',
    name: 'Placed',
    options: [
      { value: '1h', words: 'last hour' },
      { value: '24h', words: 'last 24 hours' },
      { value: '7d', words: 'last 7 days' },
    ],
  },
  {
    key: 'style',
    name: 'Style',
    options: [
      { value: 'orchestration', words: 'orchestration' },
      { value: 'choreography', words: 'choreography' },
    ],
  },
];

const HOURS: Readonly<Record<string, number>> = { '1h': 1, '24h': 24, '7d': 168 };

type RowsInput = Inputs['orders']['rows'];
export type OrderFilter = Pick<RowsInput, 'standing' | 'text' | 'fulfilment'> & {
  /** "last 24 hours", or none. */
  placed?: string;
};

/** The filter that the address names; what it does not know it leaves out. */
export function filterOf(params: URLSearchParams): OrderFilter {
  const status = STATUSES.find((each) => each === params.get('status') && each !== 'all');
  const style = params.get('style');
  const text = params.get('q')?.trim().slice(0, 100);
  const placed = params.get('placed');
  return {
    ...(status && status !== 'all' && { standing: status }),
    ...(text && { text }),
    ...((style === 'orchestration' || style === 'choreography') && { fulfilment: style }),
    ...(placed && HOURS[placed] && { placed }),
  };
}

/** @param now epoch ms; taken to the minute, so that the same question stays the same for a while */
export function placedFrom({ placed }: OrderFilter, now: number): string | undefined {
  const hours = placed && HOURS[placed];
  if (!hours) return undefined;
  return new Date(Math.floor(now / 60_000) * 60_000 - hours * 3_600_000).toISOString();
}

export function placedWords({ placed }: OrderFilter): string | undefined {
  return FILTERS[0]?.options.find(({ value }) => value === placed)?.words;
}
