import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CustomerDescribed } from '../../../machines/customer/messages.ts';
import { type DeliveryContext, deliveryMachine } from '../../../machines/notification/delivery.machine.ts';
import { deliveryMessages } from '../../../machines/notification/messages.ts';
import {
  type Activity,
  type ActivityContext,
  address,
  defineMachineActor,
  done,
  type MachineActorDefinition,
  refused,
} from '../../../runtime/index.ts';
import { keepDeliveryRows } from '../delivery-rows.ts';
import { writeMail } from '../templates/index.ts';
import { type Mailer, MailRejected } from './mailer.ts';

export interface EmailSettings {
  mailer?: Mailer;
  operationsEmail?: string;
}

/** A notification as an e-mail. */
export function emailDelivery(settings: EmailSettings): MachineActorDefinition {
  return defineMachineActor({
    type: 'email-delivery',
    machine: deliveryMachine,
    messages: deliveryMessages,
    starts: ['Deliver'],
    activities: { send: sendEmail(settings) },
    rows: keepDeliveryRows,
  });
}

type Recipient = { name: string; address: string };

/** The machine counts the attempts, so that they outlive a crash; one activity is one of them. */
function sendEmail({ mailer, operationsEmail }: EmailSettings): Activity<DeliveryContext, { recipient: string }> {
  return {
    attempts: 1,
    timeoutMs: 20_000,
    async run(delivery, context) {
      if (!mailer) throw new Error('no mail server is configured in this process');
      const { about, notificationId } = delivery;
      const to =
        'customerId' in about
          ? await askCustomer(about.customerId, delivery.event.id, context)
          : operations(operationsEmail);
      if (!to) return refused('no_recipient', 'the customer has no known address');
      try {
        await mailer.send({
          ...writeMail(about, to.name),
          to,
          messageId: messageIdOf(notificationId),
          headers: { 'X-Orderly-Notification': notificationId, 'Auto-Submitted': 'auto-generated' },
        });
      } catch (error) {
        if (error instanceof MailRejected) return refused('rejected', error.message);
        throw error;
      }
      return done({ recipient: to.address });
    },
  };
}

/** The same for every attempt. Hashed, because not every order's id may stand in one. */
export function messageIdOf(notificationId: string): string {
  return `<${hash('sha256', notificationId).slice(0, 32)}@notifications.orderly>`;
}

function operations(email: string | undefined): Recipient | undefined {
  return email === undefined ? undefined : { name: '', address: email };
}

const ASK_AGAIN_MS = 100;

/**
 * The view of customers may be behind the event that is told: a user who registered just before must not go without. The
 * activity's timeout ends the asking.
 */
async function askCustomer(
  customerId: string,
  asOf: string,
  { ask, signal }: ActivityContext,
): Promise<Recipient | undefined> {
  for (;;) {
    const { payload } = await ask(address('customer', customerId), 'DescribeCustomer', { asOf });
    const { upToDate, name = '', email } = payload as CustomerDescribed;
    if (upToDate) return email === undefined ? undefined : { name, address: email };
    await pause(ASK_AGAIN_MS, undefined, { signal });
  }
}
