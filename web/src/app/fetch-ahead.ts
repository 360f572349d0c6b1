import { pageAt } from './page-at.ts';
import { PAGES } from './pages.ts';

/** Begins to fetch the page at an address and what it asks for, both at once, while React has not drawn anything yet. */
export function fetchAhead(path: string): void {
  const found = pageAt(PAGES, path);
  if (!found) return;
  const { page, id } = found;
  void page.load().catch(() => undefined); // The page asks for its code again, and says what is wrong.
  if (id !== undefined) page.askAhead?.(id);
}
