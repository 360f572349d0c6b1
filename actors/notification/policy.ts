import { type About, about } from '../../machines/notification/messages.ts';
import { address, idOf, type Policy, type StoredEvent, typeOf } from '../../runtime/index.ts';

/** Who tells it, by event type: a service's own event of the same name is no second reason to tell. */
const tellers: Readonly<Record<string, string>> = {
  OrderConfirmed: 'order',
  OrderCancelled: 'order',
  ShipmentPrepared: 'order',
  SignalCompleted: 'signal',
};

/** The events that can give something to tell. */
export const toldEvents = Object.keys(tellers);

/** One notification per event: its id is the event's, so that reacting again asks for the same one. */
export const notify: Policy = {
  name: 'notify',
  events: toldEvents,
  react(event) {
    const told = aboutOf(event);
    if (!told) return [];
    const { id, actor, version, at } = event;
    const payload = { about: told, event: { id, actor, version, at: at.toISOString() } };
    return [{ to: address('notification', notificationId(event)), type: 'Notify', payload }];
  },
};

/** `order.<order id>.<version>` */
export function notificationId({ actor, version }: Pick<StoredEvent, 'actor' | 'version'>): string {
  return `${typeOf(actor)}.${idOf(actor)}.${version}`;
}

/** What an event gives to tell; undefined where nobody needs to hear of it, or it does not say whom it concerns. */
export function aboutOf({
  type,
  actor,
  payload,
}: Pick<StoredEvent, 'type' | 'actor' | 'payload'>): About | undefined {
  if (tellers[type] !== typeOf(actor)) return undefined;
  const id = idOf(actor);
  if (type !== 'SignalCompleted' && payload.customerId === undefined) return undefined;
  switch (type) {
    case 'OrderConfirmed':
      return about.parse({ ...payload, kind: 'order.confirmed', orderId: id });
    case 'OrderCancelled':
      return about.parse({ ...payload, kind: 'order.cancelled', orderId: id });
    case 'ShipmentPrepared':
      return about.parse({ ...payload, kind: 'order.shipped', orderId: id });
    default:
      return payload.partial === true ? about.parse(partialSignal(id, payload)) : undefined;
  }
}

function partialSignal(signalId: string, payload: Record<string, unknown>): object {
  const results = payload.results as readonly { processor: string }[];
  return {
    kind: 'signal.partial',
    signalId,
    answered: results.map(({ processor }) => processor),
    missing: payload.missing,
  };
}
