/** Installs what the lock file in `root` names and its node_modules lacks; ends the process with code 1 when that fails. */
export function installMissing(root: string): void;
