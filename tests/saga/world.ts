/**
 * One order and its services in memory: the real machines, policies and handlers' decisions, on a bus that delivers in any
 * order. No database, no clock, no Redis.
 *
 * 1. Messages and events are facts on the wire until they are delivered; each may be delivered again, and counts once,
 *    by its id (the journal's promise).
 * 2. Every policy hears every event, each in an order of its own: worse than the event store, which keeps commit order.
 */
import { answered } from '../../actors/answer.ts';
import { decide as decideStock } from '../../actors/inventory/handle.ts';
import { inventoryPolicy } from '../../actors/inventory/index.ts';
import { StockLedger } from '../../actors/inventory/ledger.ts';
import { orderPolicy } from '../../actors/order/index.ts';
import { paymentPolicy } from '../../actors/payment/index.ts';
import { ShipmentBook } from '../../actors/shipping/book.ts';
import { decide as decideShipment } from '../../actors/shipping/handle.ts';
import { shippingPolicy } from '../../actors/shipping/index.ts';
import type { Fulfilment } from '../../machines/choreography.ts';
import type { OrderEvent } from '../../machines/order/events.ts';
import { stepOf } from '../../machines/order/evolve.ts';
import { orderMessages } from '../../machines/order/messages.ts';
import { orderMachine } from '../../machines/order/order.machine.ts';
import { paymentMachine } from '../../machines/payment/payment.machine.ts';
import { Play, type Played, type PlayedMessage } from '../../machines/testing/play.ts';
import { type Address, type HandlerOutcome, type Policy, type StoredEvent, typeOf } from '../../runtime/index.ts';
import { type PaymentMethod, Provider } from './provider.ts';

export interface Scenario {
  paymentMethod: PaymentMethod;
  inStock: boolean;
  served: boolean;
}

export type Step = 'reservingStock' | 'chargingPayment' | 'preparingShipment';

/** What comes between, at the moment at which the order enters a step. */
export interface Interruption {
  by: 'customer' | 'timeout' | 'expiry';
  at: Step;
}

interface Flying {
  id: string;
  deliver(): void;
}

interface Sent {
  to: Address;
  type: string;
  payload: Record<string, unknown>;
}

const policies = [inventoryPolicy, paymentPolicy, shippingPolicy, orderPolicy];
const orderId = 'o-1';
const STOCK = 5;

export class World {
  readonly order: Play;
  readonly provider: Provider;
  readonly timeline: OrderEvent[] = [];
  /** Messages that the order sent. */
  readonly commanded: string[] = [];
  /** Whether the interruption came and was taken. */
  interrupted = false;
  private payment: Play | undefined;
  private readonly stock: StockLedger;
  private readonly shipments: ShipmentBook;
  private readonly wire: Flying[] = [];
  private readonly journal = new Set<string>();
  private readonly versions = new Map<Address, number>();
  private readonly interruption: Interruption | undefined;
  private tried = false;
  private issued = 0;

  constructor(fulfilment: Fulfilment, { paymentMethod, inStock, served }: Scenario, interruption?: Interruption) {
    this.interruption = interruption;
    this.provider = new Provider(paymentMethod);
    const product = {
      productId: 'p',
      productName: 'P',
      received: STOCK,
      available: STOCK,
      reserved: 0,
      shipped: 0,
    };
    this.stock = new StockLedger(inStock ? [product] : [], []);
    this.shipments = new ShipmentBook([], served ? [{ country: 'DE', left: null }] : []);
    const placed = orderMessages.PlaceOrder.parse({
      customerId: 'c',
      items: [{ productId: 'p', productName: 'P', quantity: 2, unitPriceMinor: 100 }],
      paymentMethod,
      fulfilment,
    });
    this.order = new Play(orderMachine, { ...placed, id: orderId });
    this.followOrder(this.order.last);
  }

  get step(): string {
    return stepOf(this.order.state);
  }

  /** Delivers in the order that `choices` give, some twice; then first come, first served, until all is quiet. */
  run(choices: readonly number[] = []): this {
    for (const choice of choices) {
      const at = Math.floor(choice / 8) % Math.max(1, this.wire.length);
      const flying = this.wire[at];
      if (choice % 8 === 0 && this.order.state.includes('backward')) this.tellOrder(() => this.order.timeout());
      else if (flying && choice % 8 !== 1) this.wire.splice(at, 1);
      flying?.deliver();
    }
    for (let calm = 0; calm < 1_000 && (this.wire.length > 0 || !this.order.final); calm += 1) {
      const next = this.wire.shift();
      if (next) next.deliver();
      else if (this.payment && this.payment.delays.length > 0) this.followPayment(this.payment.timeout());
      else this.tellOrder(() => this.order.timeout());
    }
    return this;
  }

  outcome() {
    const { products, made } = this.stock.changes();
    const [{ available, reserved, shipped } = { available: 0, reserved: 0, shipped: 0 }] = products;
    return {
      ended: this.order.state,
      reason: this.order.context.reason,
      reservation: made[0]?.status,
      stock: { available, reserved, shipped },
      booked: this.provider.entries.join(' '),
      keepsMinor: this.provider.keepsMinor,
      shipment: this.shipments.changes().made[0]?.status,
    };
  }

  private tellOrder(tell: () => Played): void {
    if (this.order.final) return;
    this.followOrder(tell());
  }

  private followOrder({ sent, emitted }: Played): void {
    this.timeline.push(...(emitted as OrderEvent[]));
    for (const event of emitted) this.publish(`order/${orderId}`, event);
    for (const { to, message } of sent) {
      this.commanded.push(message.type);
      this.send({ ...bodyOf(message), to: to as Address }, `order/${orderId}`);
    }
    this.interrupt();
  }

  private interrupt(): void {
    const { interruption, order } = this;
    if (!interruption || this.tried || this.step !== interruption.at) return;
    this.tried = true;
    const before = order.state;
    const { by } = interruption;
    if (by === 'timeout') this.tellOrder(() => order.timeout());
    else if (by === 'customer') this.tellOrder(() => order.on({ type: 'CancelOrder' }));
    else this.tellOrder(() => order.on({ type: 'ReservationExpired', orderId }));
    this.interrupted = order.state !== before;
  }

  private followPayment({ sent, emitted, invoked }: Played): void {
    for (const event of emitted) this.publish(`payment/${orderId}`, event);
    for (const { to, message } of sent) this.send({ ...bodyOf(message), to: to as Address }, `payment/${orderId}`);
    for (const { src, input } of invoked) {
      const perform = () =>
        this.followPayment((this.payment as Play).answer(src, this.provider.perform(src, input)));
      this.fly(`activity-${this.nextId()}`, perform);
    }
  }

  private publish(actor: Address, { type, ...payload }: PlayedMessage): void {
    const version = (this.versions.get(actor) ?? 0) + 1;
    this.versions.set(actor, version);
    const stored = { id: '', messageId: '', correlationId: '', at: new Date(0) };
    const event: StoredEvent = { ...stored, actor, version, type, payload: JSON.parse(JSON.stringify(payload)) };
    for (const policy of policies) {
      if (!policy.events.includes(type)) continue;
      this.fly(`${actor}#${version}.${policy.name}`, () => this.react(policy, event));
    }
  }

  private react(policy: Policy, event: StoredEvent): void {
    policy.react(event).forEach((command, index) => {
      this.send(command, event.actor, `${event.actor}#${event.version}.${policy.name}.${index}`);
    });
  }

  private send(message: Sent, from: Address, id = `m-${this.nextId()}`): void {
    this.fly(id, () => this.handle(message, from));
  }

  private handle({ to, type, payload }: Sent, from: Address): void {
    const message = { type, payload };
    switch (typeOf(to)) {
      case 'order':
        this.tellOrder(() => this.order.on({ type, ...payload }));
        break;
      case 'payment':
        this.tellPayment(type, payload);
        break;
      case 'inventory':
        this.answer(to, from, answered(message, decideStock(this.stock, message)));
        break;
      case 'shipping':
        this.answer(to, from, answered(message, decideShipment(this.shipments, message)));
        break;
      default:
        throw new Error(`nobody is at ${to}`);
    }
  }

  private tellPayment(type: string, payload: Record<string, unknown>): void {
    if (!this.payment) {
      this.payment = new Play(paymentMachine, { ...payload, id: orderId });
      this.followPayment(this.payment.last);
    } else if (!this.payment.final) {
      this.followPayment(this.payment.on({ type, ...payload }));
    }
  }

  private answer(actor: Address, from: Address, { reply, events = [], refused }: HandlerOutcome): void {
    if (refused) throw new Error(`${actor}: ${refused.message}`);
    if (reply) this.send({ to: from, ...reply }, actor);
    for (const { type, payload } of events) this.publish(actor, { type, ...payload });
  }

  private fly(id: string, effect: () => void): void {
    const deliver = () => {
      if (this.journal.has(id)) return;
      this.journal.add(id);
      effect();
    };
    this.wire.push({ id, deliver });
  }

  private nextId(): number {
    this.issued += 1;
    return this.issued;
  }
}

function bodyOf({ type, ...payload }: PlayedMessage): { type: string; payload: Record<string, unknown> } {
  return { type, payload };
}
