import type { Command } from 'commander';
import { type Call, does } from './command.ts';
import type { Answers } from './door.ts';
import { count, number } from './parse.ts';
import { facts, type Terminal, table } from './terminal.ts';

type Order = Answers['orders']['get'];

interface ListOptions {
  status?: 'pending' | 'confirmed' | 'cancelled';
  fulfilment?: 'orchestration' | 'choreography';
  customer?: string;
  limit: number;
}

interface PlaceOptions {
  product: string;
  quantity: number;
  price?: number;
  customer: string;
  payment?: string;
  shipTo?: string;
  fulfilment?: 'orchestration' | 'choreography';
  key?: string;
  wait?: number;
}

const LAPTOP = '11111111-1111-1111-1111-111111111111';
const CUSTOMER = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';
/** What an order costs where nobody says; the catalogue has no prices. */
const PRICE = 999.99;
const LARGEST_PAGE = 100;

export function addOrders(program: Command, terminal: Terminal): void {
  const orders = program.command('orders').description('place, read and cancel orders');
  does(
    orders
      .command('list')
      .description('orders, newest first')
      .option('--status <status>', 'pending, confirmed or cancelled')
      .option('--fulfilment <style>', 'orchestration or choreography')
      .option('--customer <id>', 'only of this customer')
      .option('--limit <count>', 'how many', count('--limit'), 20),
    terminal,
    list,
  );
  does(orders.command('show <orderId>').description('one order with its events'), terminal, show);
  does(
    orders
      .command('place')
      .description('place an order')
      .option('--product <id>', 'what', LAPTOP)
      .option('--quantity <count>', 'how many', count('--quantity'), 1)
      .option('--price <amount>', `price of one; default ${PRICE}`, number('--price'))
      .option('--customer <id>', 'for whom', CUSTOMER)
      .option('--payment <method>', 'pm_ok, pm_declined, pm_slow, pm_flaky, pm_lost_answer or pm_down')
      .option('--ship-to <country>', 'two letters; AQ is refused')
      .option('--fulfilment <style>', 'orchestration or choreography')
      .option('--key <key>', 'idempotency key: the same key places one order')
      .option('--wait <seconds>', 'wait so long for the end', count('--wait')),
    terminal,
    place,
  );
  does(
    orders
      .command('cancel <orderId>')
      .description('cancel an order; what was done is compensated')
      .option('--wait <seconds>', 'wait so long for the end', count('--wait')),
    terminal,
    cancel,
  );
}

async function list({ door, show }: Call, { customer: customerId, limit, ...filter }: ListOptions): Promise<void> {
  const items: Order[] = [];
  let cursor: string | undefined;
  do {
    const page = { limit: Math.min(limit - items.length, LARGEST_PAGE), ...(cursor && { cursor }) };
    const answer: Answers['orders']['list'] = await (customerId
      ? door.api.orders.listByCustomer.query({ customerId, ...page })
      : door.api.orders.list.query({ ...filter, ...page }));
    items.push(...answer.items);
    cursor = answer.nextCursor;
  } while (cursor && items.length < limit);
  show(items, (orders) =>
    orders.length === 0
      ? 'No orders.'
      : table(
          ['ORDER', 'STATUS', 'STEP', 'TOTAL', 'CUSTOMER'],
          orders.map(({ orderId, status, step, total, currency, customerId: customer }) => [
            orderId,
            status,
            step,
            `${total.toFixed(2)} ${currency}`,
            customer,
          ]),
        ),
  );
}

async function show({ door, show: tell }: Call, _: object, orderId: string): Promise<void> {
  tell(await door.api.orders.get.query({ orderId }), inWords);
}

async function place({ door, show: tell }: Call, options: PlaceOptions): Promise<void> {
  const { product, quantity, price = PRICE, customer, payment, shipTo, fulfilment, key, wait } = options;
  const stock = await door.api.inventory.get.query({ productId: product });
  const headers = { ...(key && { 'idempotency-key': key }), ...(wait && { prefer: `wait=${wait}` }) };
  const body = {
    customerId: customer,
    items: [{ productId: product, productName: stock.productName, quantity, unitPrice: price }],
    ...(payment && { paymentMethod: payment }),
    ...(shipTo && { shipTo: { country: shipTo } }),
    ...(fulfilment && { fulfilment }),
  };
  tell(await door.api.orders.place.mutate(body, { context: { headers } }), inWords);
}

async function cancel({ door, show: tell }: Call, { wait }: { wait?: number }, orderId: string): Promise<void> {
  const headers = wait ? { prefer: `wait=${wait}` } : {};
  tell(await door.api.orders.cancel.mutate({ orderId }, { context: { headers } }), inWords);
}

function inWords(order: Order): string {
  const { orderId, status, step, reason, customerId, items, total, currency, fulfilment, timeline } = order;
  const head = facts({
    order: orderId,
    status: reason ? `${status}, ${reason}` : status,
    step,
    customer: customerId,
    items: items.map(({ productName, quantity }) => `${productName} × ${quantity}`).join(', '),
    total: `${total.toFixed(2)} ${currency}`,
    style: fulfilment,
  });
  return `${head}\n\n${table(
    ['AT', 'EVENT'],
    timeline.map(({ at, type }) => [at, type]),
  )}`;
}
