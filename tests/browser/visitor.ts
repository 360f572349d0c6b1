import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openPayments, type Payments } from '../setup/payments.ts';
import { startWholeSystem, type WholeSystem } from '../setup/whole-system.ts';
import { type OpenedPage, openScene, type Scene } from './scene.ts';

/** A person in front of the console of a system that is theirs alone, one page at a time. */
export class Visitor {
  payments!: Payments;
  platform!: WholeSystem;
  private scene: Scene | undefined;
  private opened: OpenedPage | undefined;

  async open(path: string): Promise<Page> {
    this.opened = await (this.scene as Scene).open(path);
    return this.opened.page;
  }

  async come(): Promise<void> {
    this.payments = await openPayments();
    this.platform = await startWholeSystem({
      ...this.payments.settings,
      STEP_TIMEOUT_MS: '600000',
      DEV_CONTROLS: 'on',
      PROCESSOR_DELAY_MS: '300',
      SIGNAL_TIMEOUT_MS: '600000',
      RETRY_ATTEMPTS: '2',
      RETRY_BACKOFF_MS: '10',
      PAYMENT_SLOW_MS: '50',
      TRACE_URL: 'http://127.0.0.1:9/trace/{traceId}',
    });
    this.scene = await openScene(this.platform.system.url ?? '');
  }

  /** Closes the page; what it asked of others, and what it complained of, is given back. */
  async leavePage(): Promise<Pick<OpenedPage, 'strangers' | 'complaints'>> {
    this.payments.release();
    const { strangers = [], complaints = [] } = this.opened ?? {};
    await this.opened?.close();
    this.opened = undefined;
    return { strangers, complaints };
  }

  async go(): Promise<void> {
    await this.scene?.close();
    await this.platform?.close();
    await this.payments?.close();
  }
}

/** Within `describeInBrowser`: a visitor for its tests, whose pages ask nobody but the server and complain of nothing. */
export function visit(): Visitor {
  const visitor = new Visitor();
  beforeAll(() => visitor.come());
  afterEach(async () => expect(await visitor.leavePage()).toEqual({ strangers: [], complaints: [] }));
  afterAll(() => visitor.go());
  return visitor;
}
