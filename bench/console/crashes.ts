import type { Browser } from 'playwright-core';

/** Tells of every page that crashes, with what the browser knows about why: its process's end and exit code or signal. */
export async function tellCrashes(browser: Browser, say: (line: string) => void): Promise<void> {
  const session = await browser.newBrowserCDPSession();
  await session.send('Target.setDiscoverTargets', { discover: true });
  session.on('Target.targetCrashed', ({ status, errorCode }) =>
    say(`A page crashed: ${status}, code ${errorCode}`),
  );
}
