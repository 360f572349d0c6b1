import { OrderlyError } from '../runtime/index.ts';
import { isProblemCode } from './problems/catalog.ts';

export class OrderNotFound extends OrderlyError {
  constructor(orderId: string) {
    super('ORDER_NOT_FOUND', `There is no order ${orderId}`, 'never');
  }
}

/** The order is past the point where it can be undone. */
export class OrderNotCancellable extends OrderlyError {
  constructor(why: string) {
    super('ORDER_NOT_CANCELLABLE', why, 'never');
  }
}

export class SignalNotFound extends OrderlyError {
  constructor(signalId: string) {
    super('SIGNAL_NOT_FOUND', `There is no signal ${signalId}`, 'never');
  }
}

export class UserNotFound extends OrderlyError {
  constructor(userId: string) {
    super('USER_NOT_FOUND', `There is no user ${userId}`, 'never');
  }
}

/** Neither a user nor anybody who has ordered. */
export class CustomerNotFound extends OrderlyError {
  constructor(customerId: string) {
    super('CUSTOMER_NOT_FOUND', `${customerId} has neither registered nor ordered, as far as is known`, 'never');
  }
}

export class NotificationNotFound extends OrderlyError {
  constructor(notificationId: string) {
    super('NOTIFICATION_NOT_FOUND', `There is no notification ${notificationId}`, 'never');
  }
}

export class WebhookNotFound extends OrderlyError {
  constructor(webhookId: string) {
    super('WEBHOOK_NOT_FOUND', `There is no webhook ${webhookId}`, 'never');
  }
}

export class ProductNotFound extends OrderlyError {
  constructor(productId: string) {
    super('PRODUCT_NOT_FOUND', `There is no product ${productId}`, 'never');
  }
}

/** A handler decided against the request, and that is final; the message is the handler's. */
export class Refused extends OrderlyError {
  constructor({ code, message }: { code: string; message: string }) {
    super(isProblemCode(code) ? code : 'REFUSED', message, 'never');
  }
}

export class NoSuchActor extends OrderlyError {
  constructor(address: string) {
    super('ACTOR_NOT_FOUND', `There is no actor ${address}`, 'never');
  }
}

export class NoSuchDeadLetter extends OrderlyError {
  constructor(id: string) {
    super('DEAD_LETTER_NOT_FOUND', `There is no dead letter ${id}`, 'never');
  }
}

/** The first request under this key said something else, so this one was not accepted. */
export class IdempotencyKeyReused extends OrderlyError {
  constructor(key: string) {
    super(
      'IDEMPOTENCY_KEY_REUSED',
      `Idempotency-Key "${key}" came with another body before; take a new key`,
      'never',
    );
  }
}

export class MalformedHeader extends OrderlyError {
  constructor(name: string, allowed: string) {
    super('MALFORMED_HEADER', `${name}: allowed is ${allowed}`, 'never');
  }
}
