/** The browser that the tests drive: one that is installed, or Debian's own package. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
/** Without a font a page has no text to look at. */
const PACKAGES = ['chromium', 'fonts-dejavu-extra'];

/** The path of an installed Chromium, or undefined. */
export function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH;
  if (given) return given;
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter).filter(Boolean)];
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** Ubuntu's package of that name is a wrapper around a snap, which does not run everywhere. */
function isDebian(): boolean {
  try {
    return /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  } catch {
    return false;
  }
}

function aptGet(args: readonly string[], errors: 'ignore' | 2 = 2): boolean {
  const options = ['-y', '-qq', '-o', 'DPkg::Lock::Timeout=120'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync('apt-get', [...options, ...args], { env, stdio: ['ignore', 'ignore', errors] }).status === 0;
}

/**
 * The path of a Chromium, installed first where that can be done without asking: as root on Debian. Undefined where
 * there is none; `say` gets one line about what is done or missing.
 */
export function getChromium(say: (line: string) => void): string | undefined {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() !== 0 || !isDebian()) {
    say('No Chromium here, so the browser tests are skipped. Install chromium, or set CHROMIUM_PATH.');
    return undefined;
  }
  say('Installing Chromium for the browser tests (apt-get install chromium), which takes about half a minute.');
  const install = ['install', '--no-install-recommends', ...PACKAGES];
  // A bare machine has no lists of packages yet, or old ones: why the first try fails is of no interest.
  const installed = aptGet(install, 'ignore') || (aptGet(['update']) && aptGet(install));
  if (!installed) say('Chromium cannot be installed (see above), so the browser tests are skipped.');
  return installed ? findChromium() : undefined;
}
