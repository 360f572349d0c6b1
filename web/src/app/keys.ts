import { useEffect, useRef } from 'react';

/**
 * Single keys, outside fields only. `/` and `f` press or focus what says so by `data-key`; `g` and a letter go to a page;
 * everything else belongs to the page that registers it.
 */
export interface KeyBinding {
  /** As in KeyboardEvent.key: `j`, `[`, `ArrowLeft`, ` `. */
  keys: readonly string[];
  /** For the list of all keys. */
  does: string;
  run(event: KeyboardEvent): void;
}

interface Registered {
  bindings: readonly KeyBinding[];
}

const registered = new Set<Registered>();

/** The bindings of the page that is open, for as long as the component lives. */
export function useKeys(bindings: readonly KeyBinding[]): void {
  const entry = useRef<Registered>({ bindings });
  entry.current.bindings = bindings;
  useEffect(() => {
    const mine = entry.current;
    registered.add(mine);
    return () => {
      registered.delete(mine);
    };
  }, []);
}

/** All bindings there are now. */
export function bindingsNow(): KeyBinding[] {
  return [...registered].flatMap(({ bindings }) => bindings);
}
