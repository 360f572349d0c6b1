/** Lets one process at a time do something in this folder; a lock of a process that is gone is taken over. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const WAIT_MS = 200;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Takes the lock file; returns false, after a short wait, while another living process holds it. */
function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  let holder = 0;
  try {
    holder = Number(readFileSync(lock, 'utf8'));
  } catch {
    return false; // released meanwhile
  }
  if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true });
  else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
  return false;
}

/** Runs `work` while holding the lock file, waiting for it as long as it takes. Everything here is synchronous. */
export function oneAtATime(lock, work) {
  while (!take(lock));
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}
