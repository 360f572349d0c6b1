/** Who buys in this browser, so that "My orders" are theirs: a customer of the sandbox, made at the first visit. */
const KEY = 'shopper';
let inMemory: string | undefined;

export function shopper(): string {
  try {
    const known = localStorage.getItem(KEY);
    if (known) return known;
    const fresh = crypto.randomUUID();
    localStorage.setItem(KEY, fresh);
    return fresh;
  } catch {
    // Storage is forbidden here: the shopper lasts as long as the page.
    inMemory ??= crypto.randomUUID();
    return inMemory;
  }
}
