/** So soon after the one before, a change belongs to the same movement: a slider dragged, a key held (milliseconds). */
const ONE_MOVEMENT_MS = 700;

/** How a change comes into the history of the window. */
export interface Step {
  /** It corrects the address, or the page makes it by itself: Back knows nothing of it. */
  replace?: boolean;
  /** One of many that may follow each other quickly: those are one step. */
  oneOfMany?: boolean;
}

/** Tells which changes of the address are a step of their own, that Back undoes. */
export class Steps {
  private last: { at: number; address: string } | undefined;

  /** Whether the change replaces the present entry. `address` is the one it leaves, `now` in milliseconds. */
  replaces({ replace = false, oneOfMany = false }: Step, address: string, now: number): boolean {
    if (!oneOfMany) return replace;
    return this.last?.address === address && now - this.last.at < ONE_MOVEMENT_MS;
  }

  /** Where a change of `oneOfMany` has led. */
  moved({ oneOfMany = false }: Step, address: string, now: number): void {
    this.last = oneOfMany ? { at: now, address } : undefined;
  }
}
