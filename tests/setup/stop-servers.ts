/** Jest's global teardown: nothing stays behind. */
export default async function stopServers(): Promise<void> {
  await globalThis.stopTestServers?.();
}
