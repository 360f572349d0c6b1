/** REST as a client sees it: what was answered, never an exception for a status. */
export interface Answer<Body = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** One request to a started system. Rejects only where no answer comes. */
export type Door = <Body = Record<string, unknown>>(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Answer<Body>>;

const PATIENCE_MS = 60_000;

/** The door at `url`. A request that is not answered within 60 s fails. */
export function doorAt(url: string): Door {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as never };
  };
}

export interface OrderAnswer {
  orderId: string;
  status: 'pending' | 'confirmed' | 'cancelled';
  step: string;
  reason?: string;
  total: number;
  timeline: { type: string; at: string }[];
  version: number;
}

export const LAPTOP = '11111111-1111-1111-1111-111111111111';
export const CUSTOMER = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';

/** The order of every example, with what is said differently. */
export function orderBody({
  quantity = 1,
  productId = LAPTOP,
  ...changes
}: OrderChanges = {}): Record<string, unknown> {
  const items = [{ productId, productName: 'Laptop', quantity, unitPrice: 999.99 }];
  return { customerId: CUSTOMER, items, ...changes };
}

export interface OrderChanges {
  customerId?: string;
  productId?: string;
  quantity?: number;
  paymentMethod?: string;
  shipTo?: { country: string };
  fulfilment?: 'orchestration' | 'choreography';
}

/** The types of an order's events, in their order, separated by spaces. */
export function timelineOf({ timeline }: Pick<OrderAnswer, 'timeline'>): string {
  return timeline.map(({ type }) => type).join(' ');
}
