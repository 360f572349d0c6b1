import type { FastifyInstance } from 'fastify';
import { STYLE } from './style.ts';

interface Link {
  href: string;
  name: string;
  about: string;
}

const DOORS: readonly Link[] = [
  { href: '/docs', name: 'API', about: 'Every REST call with its statuses and errors, to read and to try' },
  { href: '/openapi.json', name: 'OpenAPI 3.1', about: 'The same as a document for generators' },
  {
    href: '/asyncapi.json',
    name: 'AsyncAPI 3',
    about: 'Every command and event with its schema, as a document for generators',
  },
  { href: '/api/orders', name: 'Orders', about: 'The newest orders' },
  { href: '/api/signals', name: 'Signals', about: 'The newest signals, with the answers of their processors' },
  { href: '/api/inventory', name: 'Inventory', about: 'What is in stock, reserved and shipped' },
  { href: '/problems', name: 'Problems', about: 'Every error code and its HTTP status' },
];
const FIX: readonly Link[] = [
  { href: '/api/dead-letters', name: 'Dead letters', about: 'Messages that could not be handled' },
];
const QUEUES: Link = { href: '/queues', name: 'Queues', about: 'Bull Board: the transport, job by job' };
const LOOK: readonly Link[] = [
  { href: '/health', name: 'Health', about: 'The state of this process and of what it needs' },
  { href: '/metrics', name: 'Metrics', about: 'For Prometheus' },
];

const EXAMPLE = `curl -i ORIGIN/api/orders -H 'content-type: application/json' -H 'prefer: wait=5' -d '{
  "customerId": "aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa",
  "items": [{ "productId": "11111111-1111-1111-1111-111111111111",
              "productName": "Laptop", "quantity": 1, "unitPrice": 999.99 }]
}'`;

/** The page at `/` where the console is not built: how to build it, and the way to everything that needs no console. */
export function serveSignpost(app: FastifyInstance, offers: { queues: boolean }): void {
  const sections = [
    section('Use', DOORS),
    section('Fix', offers.queues ? [...FIX, QUEUES] : FIX),
    section('Look', LOOK),
  ].join('');
  app.get('/', (request, reply) =>
    reply.type('text/html; charset=utf-8').send(page(sections, `${request.protocol}://${request.host}`)),
  );
}

function section(title: string, links: readonly Link[]): string {
  const items = links.map(
    ({ href, name, about }) => `<li><a href="${href}">${name}</a><span>${about}</span></li>`,
  );
  return `<section><h2>${title}</h2><ul>${items.join('')}</ul></section>`;
}

function page(sections: string, origin: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>Orderly</title>
<link rel="icon" href="data:,"><style>${STYLE}</style></head><body>
<header><h1>Orderly</h1><p>Durable statecharts for order processing.</p></header>
<main><section><h2>The console is not built here</h2><p><code>npm start</code> builds it. Where the server was started another way: run
<code>npm run build:console</code> in the project's folder, then start the server again. Everything else works.</p></section>${sections}<section><h2>Place an order</h2><pre tabindex="0">${escaped(EXAMPLE.replace('ORIGIN', origin))}</pre></section></main>
</body></html>`;
}

/** The host comes from the request, so it is text like any other. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
