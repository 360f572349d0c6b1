import type { Chart, Inputs } from '../../api/types.ts';
import { leafName } from '../../chart/leaf-name.ts';
import type { Filter } from '../../components/filter-chips.tsx';
import { middleCut } from '../../words/id.ts';

export const STATUSES = ['all', 'stuck', 'compensating', 'pending', 'confirmed', 'cancelled'] as const;
export type StatusKey = (typeof STATUSES)[number];

const PLACED = [
  { value: '1h', words: 'last hour' },
  { value: '24h', words: 'last 24 hours' },
  { value: '7d', words: 'last 7 days' },
];
const HOURS: Readonly<Record<string, number>> = { '1h': 1, '24h': 24, '7d': 168 };
/** The parameters of the address that narrow the list, besides its tab and the words that are searched. */
export const FILTER_KEYS = ['placed', 'style', 'state', 'product', 'correlation'] as const;

type RowsInput = Inputs['orders']['rows'];
export type OrderFilter = Pick<
  RowsInput,
  'standing' | 'text' | 'fulfilment' | 'state' | 'productId' | 'correlationId'
> & {
  /** "last 24 hours", or none. */
  placed?: string;
};

interface Choices {
  chart: Chart | undefined;
  products: readonly { productId: string; productName: string }[];
  /** That is in the address. */
  correlationId: string | undefined;
}

/** What one may choose from. */
export function filtersFor({ chart, products, correlationId }: Choices): Filter[] {
  const leaves = chart?.nodes.filter(({ kind }) => kind === 'atomic' || kind === 'final') ?? [];
  const states = [...new Set(leaves.map(({ id }) => leafName(id)))];
  return [
    { key: 'placed', name: 'Placed', options: PLACED },
    {
      key: 'style',
      name: 'Style',
      options: ['orchestration', 'choreography'].map((style) => ({ value: style, words: style })),
    },
    { key: 'state', name: 'State', options: states.map((state) => ({ value: state, words: state })) },
    {
      key: 'product',
      name: 'Product',
      options: products.map(({ productId, productName }) => ({ value: productId, words: productName })),
    },
    {
      key: 'correlation',
      name: correlationId ? `Correlation ${middleCut(correlationId)}` : 'Correlation',
      options: [],
    },
  ];
}

/** The filter that the address names; what it does not know it leaves out. */
export function filterOf(params: URLSearchParams): OrderFilter {
  const status = STATUSES.find((each) => each === params.get('status') && each !== 'all');
  const style = params.get('style');
  const text = params.get('q')?.trim().slice(0, 100);
  const placed = params.get('placed');
  const state = params.get('state')?.slice(0, 100);
  const productId = params.get('product');
  const correlationId = params.get('correlation')?.slice(0, 200);
  return {
    ...(status && status !== 'all' && { standing: status }),
    ...(text && { text }),
    ...((style === 'orchestration' || style === 'choreography') && { fulfilment: style }),
    ...(placed && HOURS[placed] && { placed }),
    ...(state && { state }),
    ...(productId && /^[\w.~-]{1,64}$/.test(productId) && { productId }),
    ...(correlationId && { correlationId }),
  };
}

/** @param now epoch ms; taken to the minute, so that the same question stays the same for a while */
export function placedFrom({ placed }: OrderFilter, now: number): string | undefined {
  const hours = placed && HOURS[placed];
  if (!hours) return undefined;
  return new Date(Math.floor(now / 60_000) * 60_000 - hours * 3_600_000).toISOString();
}

export function placedWords({ placed }: OrderFilter): string | undefined {
  return PLACED.find(({ value }) => value === placed)?.words;
}
