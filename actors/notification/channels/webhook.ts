import { toDecimal } from '../../../machines/money.ts';
import { type DeliveryContext, deliveryMachine } from '../../../machines/notification/delivery.machine.ts';
import { type About, deliveryMessages } from '../../../machines/notification/messages.ts';
import type { WebhookDescribed } from '../../../machines/webhook/messages.ts';
import {
  type Activity,
  address,
  defineMachineActor,
  done,
  type MachineActorDefinition,
  refused,
} from '../../../runtime/index.ts';
import { keepDeliveryRows } from '../delivery-rows.ts';
import { signatureOf } from './signature.ts';

/** A notification as a signed request. */
export function webhookDelivery(): MachineActorDefinition {
  return defineMachineActor({
    type: 'webhook-delivery',
    machine: deliveryMachine,
    messages: deliveryMessages,
    starts: ['Deliver'],
    activities: { send: callWebhook },
    rows: keepDeliveryRows,
  });
}

/** No circuit breaker: it would be one for all receivers, and one who is down must not silence the others. */
const callWebhook: Activity<DeliveryContext, { recipient: string }> = {
  attempts: 1,
  timeoutMs: 10_000,
  concurrency: 256,
  breaker: false,
  async run({ about, event, notificationId, webhookId = '' }, { ask, signal }) {
    const { payload } = await ask(address('webhook', webhookId), 'DescribeWebhook', {});
    const { target } = payload as WebhookDescribed;
    if (!target) return refused('webhook_deleted', 'the webhook was deleted');
    const body = bodyOf(about, event.at);
    const timestamp = Math.floor(Date.now() / 1000);
    const response = await fetch(target.url, {
      method: 'POST',
      redirect: 'manual',
      signal,
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Orderly-Webhooks/1',
        'webhook-id': notificationId,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signatureOf(target.secret, notificationId, timestamp, body),
      },
    }).catch((error: Error) => {
      throw error.cause instanceof Error ? error.cause : error;
    });
    await response.body?.cancel();
    if (response.ok) return done({ recipient: target.url });
    if (response.status === 410) return refused('gone', 'it answered 410: it is gone');
    throw new Error(`it answered ${response.status}`);
  },
};

/** What a receiver gets: `{type, timestamp, data}`, money in decimals. */
function bodyOf({ kind, ...facts }: About, at: string): string {
  if (!('totalMinor' in facts)) return JSON.stringify({ type: kind, timestamp: at, data: facts });
  const { totalMinor, ...rest } = facts;
  return JSON.stringify({ type: kind, timestamp: at, data: { ...rest, total: toDecimal(totalMinor) } });
}
