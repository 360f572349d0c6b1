import { paymentCommands, paymentEvents } from '../../machines/payment/messages.ts';
import { paymentMachine } from '../../machines/payment/payment.machine.ts';
import { defineMachineActor, type MachineActorDefinition } from '../../runtime/index.ts';
import { type PaymentActivitySettings, paymentActivities } from './activities.ts';
import type { PaymentProvider } from './provider.ts';
import { keepPaymentRows } from './rows.ts';

export type { PaymentActivitySettings } from './activities.ts';
export { HttpPaymentProvider } from './http-provider.ts';
export { ledgerInvariants } from './invariants.ts';
export { paymentPolicy } from './policies.ts';
export type { PaymentProvider } from './provider.ts';
export { getPayment, type PaymentView } from './queries.ts';
export type { LedgerEntry } from './sandbox/entry.ts';
export { inProcessProvider } from './sandbox/in-process.ts';
export { readLedger } from './sandbox/ledger-file.ts';
export { type Recognition, recogniseSandbox } from './sandbox/recognise.ts';
export { paymentMethods } from './sandbox/sandbox.ts';
export { type SandboxOptions, startSandbox } from './sandbox/server.ts';

export interface PaymentSettings extends PaymentActivitySettings {
  provider: PaymentProvider;
}

/** The money of an order, by order id, at a provider. */
export function paymentActor({ provider, ...settings }: PaymentSettings): MachineActorDefinition {
  return defineMachineActor({
    type: 'payment',
    machine: paymentMachine,
    messages: paymentCommands,
    events: paymentEvents,
    starts: ['ChargePayment', 'RefundPayment'],
    activities: paymentActivities(provider, settings),
    rows: keepPaymentRows,
  });
}
