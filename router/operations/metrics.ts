import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { EventHub } from '../live/hub.ts';

/** `GET /metrics`: the process, the requests, and whatever the given registry holds. */
export function registerMetrics(app: FastifyInstance, others: Registry, live: Pick<EventHub, 'size'>): void {
  const own = new Registry();
  collectDefaultMetrics({ register: own });
  const requests = new Histogram({
    name: 'orderly_http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers: [own],
  });
  new Gauge({
    name: 'orderly_live_readers',
    help: 'Open subscriptions',
    registers: [own],
    collect() {
      this.set(live.size);
    },
  });

  const series = new Map<string, ReturnType<typeof requests.labels>>();
  app.addHook('onResponse', (request, reply, done) => {
    const { url = 'none' } = request.routeOptions;
    const key = `${request.method} ${reply.statusCode} ${url}`;
    let one = series.get(key);
    if (!one) {
      one = requests.labels(request.method, url, String(reply.statusCode));
      series.set(key, one);
    }
    one.observe(reply.elapsedTime / 1000);
    done();
  });

  const all = Registry.merge([own, others]);
  app.get('/metrics', async (_, reply) => reply.type(all.contentType).send(await all.metrics()));
}
