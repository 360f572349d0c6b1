import { done, type Outcome, refused } from '../../../runtime/index.ts';
import { type PaymentProvider, ProviderUnavailable } from '../provider.ts';
import { Books, type BooksOptions } from './books.ts';
import type { Answer } from './entry.ts';
import { lost, Sandbox } from './sandbox.ts';

/** The sandbox without HTTP, for benchmarks and tests: same books, same faults, no network. */
export function inProcessProvider({
  slowMs,
  ...options
}: BooksOptions & { slowMs?: number } = {}): PaymentProvider & { books: Books } {
  const books = new Books(options);
  const sandbox = new Sandbox(books, slowMs);
  return {
    books,
    authorize: async (key, request) => outcome(await sandbox.authorize(key, request)),
    capture: async (key, request, signal) => {
      const answer = sandbox.capture(key, request);
      return answer === lost ? never(signal) : outcome(answer);
    },
    refund: async (key, request) => outcome(sandbox.refund(key, request)),
    void: async (key) => outcome(sandbox.void(key)),
    lookUp: async (reference) => sandbox.lookUp(reference),
  };
}

function outcome<T>({ status, body }: Answer): Outcome<T> {
  if (status < 300) return done(body as T);
  if (status >= 500) throw new ProviderUnavailable('in process', `status ${status}`);
  return refused(String(body.code), String(body.detail));
}

function never(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
