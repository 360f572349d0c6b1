/** A browser in front of a started system. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, jest } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';

const executablePath = process.env.ORDERLY_CHROMIUM;
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 800 };
/** A page that does not come to this in time never will, however busy the machine is. */
const PATIENCE_MS = 120_000;

// Many pages in one test, and each of them may need its patience.
jest.setTimeout(900_000);

/** Like `describe`, where there is a browser; tests/browser/start.ts says why there is none. */
export const describeInBrowser = executablePath ? describe : describe.skip;

export interface Look {
  theme?: 'light' | 'dark';
  phone?: boolean;
  /** Of the window, in CSS px; default: a desktop's, or a phone's. */
  size?: { width: number; height: number };
  /** A script that runs before the page's own. */
  before?: string;
}

export interface OpenedPage {
  readonly page: Page;
  /** Requests that went anywhere but to the server. */
  readonly strangers: string[];
  /** Errors on the console and exceptions of the page. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export interface Scene {
  readonly browser: Browser;
  /** Opens an address of the console in a window of its own; nothing moves there. */
  open(path: string, look?: Look): Promise<OpenedPage>;
  close(): Promise<void>;
}

/** A browser for the server at `url`. */
export async function openScene(url: string): Promise<Scene> {
  const browser = await launchBrowser(executablePath ?? '');
  return {
    browser,
    async open(path, { theme = 'light', phone = false, size = phone ? PHONE : DESKTOP, before } = {}) {
      const context: BrowserContext = await browser.newContext({
        viewport: size,
        colorScheme: theme,
        reducedMotion: 'reduce',
        ...(phone && { isMobile: true, hasTouch: true }),
      });
      context.setDefaultTimeout(PATIENCE_MS);
      if (before) await context.addInitScript(before);
      const page = await context.newPage();
      const strangers: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => {
        const { origin, protocol } = new URL(request.url());
        if (protocol !== 'data:' && protocol !== 'blob:' && origin !== new URL(url).origin)
          strangers.push(request.url());
      });
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(new URL(path, url).href);
      return { page, strangers, complaints, close: () => context.close() };
    },
    close: () => browser.close(),
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds that is serious or worse: rule and first place, a line each. */
export function seriousFindings(page: Page): Promise<string[]> {
  return findings(page, ['serious', 'critical']);
}

/** The same, of any weight. */
export function allFindings(page: Page): Promise<string[]> {
  return findings(page, ['minor', 'moderate', 'serious', 'critical']);
}

async function findings(page: Page, impacts: readonly string[]): Promise<string[]> {
  await page.evaluate(axe);
  const result = (await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, target: nodes[0].target.join(' '), why: nodes[0].failureSummary, count: nodes.length })))`,
  )) as { id: string; impact: string; target: string; why: string; count: number }[];
  return result
    .filter(({ impact }) => impacts.includes(impact))
    .map(
      ({ id, target, count, why }) =>
        `${id} at ${target}${count > 1 ? ` and ${count - 1} more` : ''}: ${why.replace(/\s+/g, ' ')}`,
    );
}
