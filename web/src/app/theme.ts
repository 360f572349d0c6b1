import { useEffect, useSyncExternalStore } from 'react';
import { useSearch } from 'wouter';

/** Light or dark: the address first (`?theme=`), then what was chosen here last, then the system. See public/theme.js. */
export type Theme = 'light' | 'dark';

const root = document.documentElement;
const listeners = new Set<() => void>();

export function themeNow(): Theme {
  return root.dataset.theme === 'dark' ? 'dark' : 'light';
}

export function switchTheme(): void {
  setTheme(themeNow() === 'dark' ? 'light' : 'dark');
  try {
    localStorage.setItem('theme', themeNow());
  } catch {
    // Storage is forbidden here: the choice lasts as long as the page.
  }
}

function setTheme(theme: Theme): void {
  root.dataset.theme = theme;
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, themeNow);
}

/** Follows `?theme=` and `?still=1` (nothing moves, for pictures) of the address. */
export function useStill(): void {
  const search = useSearch();
  useEffect(() => {
    const params = new URLSearchParams(search);
    const theme = params.get('theme');
    if (theme === 'dark' || theme === 'light') setTheme(theme);
    document.body.classList.toggle('still', params.has('still'));
  }, [search]);
}

/** Whether things may move on this page. */
export function mayMove(): boolean {
  return !matchMedia('(prefers-reduced-motion: reduce)').matches && !document.body.classList.contains('still');
}
