/** Starts the work on each item, so many at a time; each result is waited for where it is looked at. */
export function inTurn<Item, Result>(
  items: readonly Item[],
  atATime: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result>[] {
  const results: Promise<Result>[] = [];
  for (const item of items) {
    const before = results[results.length - atATime];
    const result = Promise.allSettled([before]).then(() => work(item));
    result.catch(() => undefined);
    results.push(result);
  }
  return results;
}
