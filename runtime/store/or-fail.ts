const DIVISION_BY_ZERO = '22012';

/** An expression that fails, and the transaction with it, where `condition` does not hold: the commit may be sent behind it. */
export function orFail(condition: string): string {
  return `1 / CASE WHEN ${condition} THEN 1 ELSE 0 END`;
}

/** Whether the condition of an `orFail` did not hold. */
export function didNotHold(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === DIVISION_BY_ZERO;
}
