import type { Command } from 'commander';
import { type Door, openDoor } from './door.ts';
import type { Terminal } from './terminal.ts';

/** What every command gets besides its own arguments. */
export interface Call {
  readonly door: Door;
  readonly terminal: Terminal;
  /** Shows a result: as it is for scripts, in words for people. */
  show<Result>(result: Result, words: (result: Result) => string): void;
}

interface Common {
  url: string;
  json?: boolean;
}

/** Binds a command to what it does; `run` gets the command's arguments, then its options. */
export function does<Args extends unknown[], Options>(
  command: Command,
  terminal: Terminal,
  run: (call: Call, options: Options, ...args: Args) => Promise<void>,
): Command {
  return command.action(async (...given: unknown[]) => {
    const self = given.pop() as Command;
    const options = given.pop() as Options;
    const { url, json } = self.optsWithGlobals<Common>();
    const show: Call['show'] = (result, words) =>
      terminal.out(json ? JSON.stringify(result, null, terminal.isLive ? 2 : 0) : words(result));
    await run({ door: openDoor(url), terminal, show }, options, ...(given as Args));
  });
}
