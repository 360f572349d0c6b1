/** What the server offers besides the console. */
export const TOOLS = [
  {
    group: 'API',
    links: [
      { href: '/docs', name: 'REST', about: 'Every call with its statuses and errors, to read and to try' },
      { href: '/openapi.json', name: 'OpenAPI 3.1', about: 'The same as a document for generators' },
      { href: '/asyncapi.json', name: 'AsyncAPI 3', about: 'Every command and event with its schema' },
      { href: '/problems', name: 'Problems', about: 'Every error code and its HTTP status' },
    ],
  },
  {
    group: 'Data',
    links: [
      { href: '/api/orders', name: 'Orders', about: 'The newest orders' },
      { href: '/api/signals', name: 'Signals', about: 'The newest signals with the answers of their processors' },
      { href: '/api/inventory', name: 'Inventory', about: 'What is in stock, reserved and shipped' },
      { href: '/api/dead-letters', name: 'Dead letters', about: 'Messages that could not be handled' },
    ],
  },
  {
    group: 'Operations',
    links: [
      { href: '/queues', name: 'Bull Board', about: 'The transport, job by job' },
      { href: '/health', name: 'Health', about: 'The state of this process and of what it needs' },
      { href: '/metrics', name: 'Metrics', about: 'For Prometheus' },
    ],
  },
] as const;
