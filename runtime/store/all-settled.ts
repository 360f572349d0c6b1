/**
 * Waits for every statement, so that none is still running when the first error is thrown: the first that is not the mere
 * consequence of another.
 */
export async function allSettled(work: readonly Promise<unknown>[]): Promise<void> {
  const reasons = (await Promise.allSettled(work)).flatMap((each) =>
    each.status === 'rejected' ? [each.reason] : [],
  );
  if (reasons.length > 0) throw reasons.find((reason) => !isConsequence(reason)) ?? reasons[0];
}

/** The server refuses every statement that follows the one that failed. */
function isConsequence(reason: { code?: unknown; cause?: { code?: unknown } } | undefined): boolean {
  return (reason?.code ?? reason?.cause?.code) === IN_FAILED_TRANSACTION;
}

const IN_FAILED_TRANSACTION = '25P02';
