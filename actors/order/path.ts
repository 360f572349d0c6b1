import type { StoredEvent } from '../../runtime/index.ts';

/** `toCome`: still ahead; `notReached`: it will not come to that any more. */
export type PathCell = 'done' | 'now' | 'undone' | 'notReached' | 'toCome';

/** How far an order came on its main steps. */
export interface OrderPath {
  reserve: PathCell;
  charge: PathCell;
  ship: PathCell;
  confirm: PathCell;
}

type Step = 'reserve' | 'charge' | 'ship';

const FORWARD: Readonly<Record<string, Step>> = {
  StockReserved: 'reserve',
  PaymentCharged: 'charge',
  ShipmentPrepared: 'ship',
};
const BACKWARD: Readonly<Record<string, Step>> = {
  StockReleased: 'reserve',
  PaymentRefunded: 'charge',
  ShipmentCancelled: 'ship',
};
/** The step that an order in this state is busy with, forward or backward. */
const BUSY: Readonly<Record<string, Step>> = {
  reservingStock: 'reserve',
  chargingPayment: 'charge',
  preparingShipment: 'ship',
  cancellingShipment: 'ship',
  refundingPayment: 'charge',
  releasingStock: 'reserve',
};

/** From an order's events and the innermost state that it is in. */
export function pathOf(events: readonly Pick<StoredEvent, 'type'>[], step: string, forward: boolean): OrderPath {
  const cells: Record<Step, PathCell> = { reserve: 'toCome', charge: 'toCome', ship: 'toCome' };
  for (const { type } of events) {
    const done = FORWARD[type];
    const undone = BACKWARD[type];
    if (done) cells[done] = 'done';
    if (undone) cells[undone] = 'undone';
  }
  const busy = BUSY[step];
  if (busy) cells[busy] = 'now';
  const confirmed = step === 'confirmed';
  if (!forward && !confirmed)
    for (const cell of ['reserve', 'charge', 'ship'] as const)
      if (cells[cell] === 'toCome') cells[cell] = 'notReached';
  return { ...cells, confirm: confirmed ? 'done' : forward ? 'toCome' : 'notReached' };
}
