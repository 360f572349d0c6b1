/**
 * Preloaded by launch.mjs: ends this process as SIGTERM would when the process that started it is gone. Without
 * it, kill -9 of npm or of the launcher would leave a server behind that nobody owns.
 */
const LOOK_EVERY_MS = 250;
const parent = process.ppid;

if (parent > 1) {
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, LOOK_EVERY_MS);
  timer.unref();
}
