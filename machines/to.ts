import type { AnyActorRef } from 'xstate';

/**
 * The target of `sendTo`: an actor by type and id. XState passes it through as it is, and the runtime reads the address.
 *
 * @example sendTo(({ context }) => to('inventory', context.orderId), { type: 'ReleaseStock' })
 */
export function to(type: string, id: string): AnyActorRef {
  return { address: `${type}/${id}` } as unknown as AnyActorRef;
}
