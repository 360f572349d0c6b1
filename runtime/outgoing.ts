import type { Logger } from 'pino';
import { isRetry } from './retry-id.ts';
import type { Envelope } from './store/seal.ts';
import { reached } from './testing/crash-points.ts';
import type { Transport } from './transport/transport.ts';

export interface OutgoingOptions {
  transport: Pick<Transport, 'dispatch' | 'retry'>;
  /** Whether `arrived` is asked for: where shards move. */
  remembers: boolean;
  log: Logger;
}

/** Envelopes on their way to the transport, in the order in which they were committed. */
export class Outgoing {
  private readonly options: OutgoingOptions;
  private readonly underWay = new Set<Promise<void>>();

  constructor(options: OutgoingOptions) {
    this.options = options;
  }

  /** A failure is logged: the sweep tries again. */
  send(envelopes: readonly Envelope[]): void {
    if (envelopes.length === 0) return;
    const { transport, remembers, log } = this.options;
    reached('dispatch:before');
    const retries = envelopes.filter(({ id }) => isRetry(id));
    const first = envelopes.filter(({ id }) => !isRetry(id));
    const handedOver = [
      transport.dispatch(first),
      ...retries.map((envelope) => transport.retry(envelope, { history: [], delayed: false })),
    ];
    const done = Promise.all(handedOver).then(
      () => reached('dispatch:after'),
      (err: unknown) => log.warn({ err }, 'envelopes could not be handed over; the sweep tries again'),
    );
    if (!remembers) return;
    this.underWay.add(done);
    void done.finally(() => this.underWay.delete(done));
  }

  /** Resolves when what was sent so far is in the transport, or has failed to get there. */
  async arrived(): Promise<void> {
    await Promise.all(this.underWay);
  }
}
