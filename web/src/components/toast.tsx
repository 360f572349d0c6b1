import { useSyncExternalStore } from 'react';
import { problemOf } from '../api/problem.ts';
import { Button } from './button.tsx';

/** One line at the foot of the page that says what became of an action. */
interface Toast {
  words: string;
  isError: boolean;
  /** What one may want to do next. */
  action?: ToastAction;
}

export interface ToastAction {
  words: string;
  run(): void;
}

const SHOWN_MS = 6_000;

let shown: Toast | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(toast: Toast | undefined): void {
  shown = toast;
  clearTimeout(timer);
  if (toast && !toast.isError) timer = setTimeout(() => set(undefined), SHOWN_MS);
  for (const listener of listeners) listener();
}

export function tell(words: string, action?: ToastAction): void {
  set({ words, isError: false, ...(action && { action }) });
}

/** Stays until it is closed. */
export function tellError(error: unknown): void {
  const { detail, code } = problemOf(error);
  set({ words: `${detail} (${code})`, isError: true });
}

export function Toasts() {
  const toast = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  return (
    <div role="status" aria-live="polite">
      {toast && (
        <div className="toast">
          {toast.words}
          {toast.action && (
            <Button
              kind="quiet"
              small
              onClick={() => {
                set(undefined);
                toast.action?.run();
              }}
            >
              {toast.action.words}
            </Button>
          )}
          <Button kind="quiet" small icon="close" label="Close" onClick={() => set(undefined)} />
        </div>
      )}
    </div>
  );
}
