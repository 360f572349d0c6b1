import { findFreePort } from '../../embedded/free-port.ts';
import { openLine } from './line.ts';

/** A way to the sandbox that can be held: who pays meanwhile is still paying, however quick or slow the machine is. */
export interface Payments {
  /** Of the system whose payments these are. */
  readonly settings: Record<string, string>;
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

/** Nobody gives up while the payments are held. */
const LONGEST_MS = 3_600_000;

export async function openPayments(): Promise<Payments> {
  const port = String(await findFreePort());
  const { url, hold, release, close } = await openLine(`http://127.0.0.1:${port}`);
  const settings = { SANDBOX_PORT: port, PAYMENT_URL: url, PAYMENT_TIMEOUT_MS: String(LONGEST_MS) };
  return { settings, hold, release, close };
}
