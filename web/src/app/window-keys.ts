import { useEffect, useRef } from 'react';
import { go } from '../address/use-params.ts';
import { bindingsNow } from './keys.ts';
import { NAMED_PAGES, rootOf } from './pages.ts';

const CHORD_MS = 1_200;

/** The one listener of the window. `onPalette` opens the palette (Ctrl or Cmd K), `onHelp` the list of keys (`?`). */
export function useWindowKeys(onPalette: () => void, onHelp: () => void): void {
  const handlers = useRef({ onPalette, onHelp });
  handlers.current = { onPalette, onHelp };
  useEffect(() => {
    let chordUntil = 0;
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        handlers.current.onPalette();
        return;
      }
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || belongsToField(event))
        return;
      if (document.querySelector('[aria-modal="true"]')) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      if (event.timeStamp < chordUntil) {
        chordUntil = 0;
        const page = NAMED_PAGES.find((each) => each.key === key);
        if (page) {
          event.preventDefault();
          go(rootOf(page));
          return;
        }
      }
      if (key === 'g') chordUntil = event.timeStamp + CHORD_MS;
      else if (key === '?') handlers.current.onHelp();
      else if (!press(key, event))
        bindingsNow()
          .find(({ keys }) => keys.includes(key))
          ?.run(event);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

/** Fields take their keys themselves; so do buttons and links take Space and Enter, and a slider its arrows. */
function belongsToField({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('select, textarea, [role="textbox"]')) return true;
  if (target instanceof HTMLInputElement)
    return target.type === 'range' ? key.startsWith('Arrow') : target.type !== 'checkbox' || key === ' ';
  return (key === ' ' || key === 'Enter') && target.matches('a, button, summary, [role="tab"]');
}

function press(key: string, event: KeyboardEvent): boolean {
  if (key !== '/' && key !== 'f') return false;
  const target = document.querySelector<HTMLElement>(`main [data-key~="${key}"]`);
  if (!target) return false;
  event.preventDefault();
  if (target instanceof HTMLInputElement) {
    target.focus();
    target.select();
  } else {
    target.focus();
    target.click();
  }
  return true;
}
