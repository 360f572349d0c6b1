/**
 * Builds what is stale and says so on stderr; returns false, having said why, when it cannot.
 * @param root the project's folder
 * @param node the Node to build with
 */
export function buildConsole(root: string, node: string): boolean;

/** True where these arguments of node start main.ts with its doors. */
export function opensDoors(root: string, args: readonly string[]): boolean;
