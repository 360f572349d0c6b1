/** Jest's global teardown: nothing stays behind. */
export default async function stopServers(): Promise<void> {
  const stop = globalThis.stopTestServers;
  globalThis.stopTestServers = undefined;
  await stop?.();
}
