/** Whether payments go to the sandbox. It says so itself, at whatever address: other providers know nothing of the question. */

const EVERY_MS = 30_000;
const PATIENCE_MS = 2_000;

export interface Recognition {
  /** As it last answered; false until it has. */
  isSandbox(): boolean;
  stop(): void;
}

/**
 * Asks the provider at `url` now and then, until it says no: a real one is asked once. Resolves when the first question is
 * settled, within 2 s. Without an address nobody is asked and nothing is claimed.
 */
export async function recogniseSandbox(url: string | undefined, everyMs = EVERY_MS): Promise<Recognition> {
  if (url === undefined) return { isSandbox: () => false, stop: () => undefined };
  let known = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const ask = async () => {
    const answer = await answerOf(url);
    known = answer ?? known;
    if (answer !== false && !isStopped) timer = setTimeout(() => void ask(), everyMs).unref();
  };
  await ask();
  return {
    isSandbox: () => known,
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Undefined where it cannot be told: nobody answers, or it is in trouble. */
async function answerOf(url: string): Promise<boolean | undefined> {
  try {
    const response = await fetch(`${url.replace(/\/$/, '')}/v1/sandbox`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status >= 500) return undefined;
    const body: unknown = await response.json().catch(() => undefined);
    return response.ok && (body as { sandbox?: unknown } | undefined)?.sandbox === true;
  } catch {
    return undefined;
  }
}
