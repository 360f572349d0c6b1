import { useEffect, useRef } from 'react';
import type { ActorNow } from '../../api/types.ts';
import { announce } from '../../components/announcer.ts';
import { STATE_WORDS } from '../../components/status-chip.tsx';

/** Says to screen readers when the order comes to another state; not where it stands at first. */
export function useAnnouncedStatus(now: ActorNow | undefined): void {
  const words = now && `${STATE_WORDS[now.standing]}, ${now.states.join(', ')}`;
  const before = useRef<string>(undefined);
  useEffect(() => {
    if (words !== undefined && before.current !== undefined && before.current !== words) announce(words);
    before.current = words;
  }, [words]);
}
