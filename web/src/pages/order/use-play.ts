import { useCallback, useEffect, useRef, useState } from 'react';
import type { Step } from '../../address/steps.ts';
import type { Turn } from '../../api/types.ts';

const STOP_MS = 600;

/** Plays the journey from its first turn on: the disc runs, then the chart stands for a moment. */
export function usePlay(
  turns: readonly Turn[],
  goTo: (at: number, how?: Step) => void,
  run: (turn: Turn) => Promise<void>,
): { isPlaying: boolean; toggle(): void } {
  const [isPlaying, setPlaying] = useState(false);
  const current = useRef(0);
  const latest = useRef({ turns, goTo, run });
  latest.current = { turns, goTo, run };
  useEffect(
    () => () => {
      current.current++;
    },
    [],
  );
  const toggle = useCallback(() => {
    const mine = ++current.current;
    if (isPlaying) {
      setPlaying(false);
      return;
    }
    setPlaying(true);
    const play = async () => {
      for (let at = 0; at < latest.current.turns.length && current.current === mine; at++) {
        const turn = latest.current.turns[at];
        if (at > 0 && turn) await latest.current.run(turn);
        if (current.current !== mine) return;
        latest.current.goTo(at, { replace: at > 0 });
        await new Promise((resolve) => setTimeout(resolve, STOP_MS));
      }
      if (current.current === mine) setPlaying(false);
    };
    void play();
  }, [isPlaying]);
  return { isPlaying, toggle };
}
