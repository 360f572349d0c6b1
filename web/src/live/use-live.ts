import { useEffect, useRef } from 'react';
import { connection } from './connection.ts';
import { merged } from './merge.ts';

/** What a subscription of the tRPC client is given. */
export interface LiveHandlers<T> {
  onStarted(): void;
  onData(data: T): void;
  onError(error: unknown): void;
  onConnectionStateChange(state: { state: string; error: unknown }): void;
}

interface Live<T> {
  /** Opens it; `lastEventId` is where it stopped, undefined the first time. */
  open(lastEventId: string | undefined, on: LiveHandlers<T>): { unsubscribe(): void };
  /** Where to begin, where that is known; default: what happens from now on, or all, as the subscription has it. */
  from?: string | undefined;
  /** Subscriptions with the same place go on where the one before them stopped, although their key differs. */
  place?: string;
  /** Called when its place is open for the first time: what was asked for before may be older by then. */
  onFirstOpen?(): void;
  /** Everything since the last call, oldest first; at most four times a second. */
  onData(items: T[]): void;
  /** It is refused for good, for example because there is no such thing. */
  onRefused?(error: unknown): void;
}

const RETRY_MS = 3_000;
/** A tab that is hidden this long lets go of its connection: browsers allow six to a server, over all tabs. */
const HIDDEN_MS = 5_000;

/**
 * A subscription that misses nothing: after a lost connection, a restart of the server or a time in a hidden tab it goes
 * on after the last id it saw. Opened anew when `key` changes; `undefined` opens none.
 */
export function useLive<T>(key: string | undefined, live: Live<T>): void {
  const latest = useRef(live);
  latest.current = live;
  const stopped = useRef<{ place: string | undefined; id: string | undefined; begun: boolean }>({
    place: undefined,
    id: undefined,
    begun: false,
  });

  useEffect(() => {
    if (key === undefined) return;
    const { place = key, from } = latest.current;
    if (stopped.current.place !== place) stopped.current = { place, id: from, begun: false };
    const at = stopped.current;
    /** Which opening is the present one: what earlier ones still say is not heard. */
    let opening = 0;
    let current: { unsubscribe(): void } | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const merger = merged<T>((items) => latest.current.onData(items));

    const close = () => {
      clearTimeout(timer);
      opening++;
      const open = current;
      current = undefined;
      open?.unsubscribe();
    };
    const open = () => {
      close();
      const mine = opening;
      current = latest.current.open(at.id, {
        onStarted() {
          connection.heard();
          if (!at.begun) latest.current.onFirstOpen?.();
          at.begun = true;
        },
        onData(data) {
          if (opening !== mine) return;
          const { id } = data as { id?: string };
          if (id !== undefined) at.id = id;
          connection.heard(1);
          merger.add(data);
        },
        onConnectionStateChange({ state, error }) {
          if (opening === mine && state === 'connecting' && error) connection.lost();
        },
        onError(error) {
          if (opening !== mine) return;
          if (isRefusal(error)) {
            latest.current.onRefused?.(error);
            return;
          }
          connection.lost();
          timer = setTimeout(open, RETRY_MS);
        },
      });
    };
    const onVisibility = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(close, HIDDEN_MS);
      else if (!current) open();
    };

    open();
    const stopRetrying = connection.onRetry(open);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      stopRetrying();
      document.removeEventListener('visibilitychange', onVisibility);
      merger.stop();
      close();
    };
  }, [key]);
}

/** An answer of the server that more tries do not change. */
function isRefusal(error: unknown): boolean {
  const status = (error as { data?: { httpStatus?: number } | null }).data?.httpStatus;
  return status !== undefined && status >= 400 && status < 500;
}

/** What a subscription of the client tells: `Heard<typeof client.actors.follow.subscribe>`. */
// biome-ignore lint/suspicious/noExplicitAny: any subscription, whatever it takes and gives
export type Heard<Subscribe extends (input: any, handlers: any) => unknown> = Parameters<
  NonNullable<Parameters<Subscribe>[1]['onData']>
>[0];
