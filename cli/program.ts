import { Command } from 'commander';
import { addActors } from './actors.ts';
import { addDeadLetters } from './dead-letters.ts';
import { addOrders } from './orders.ts';
import { addSignals } from './signals.ts';
import { addTail } from './tail.ts';
import type { Terminal } from './terminal.ts';
import { addVerify } from './verify.ts';

export const DEFAULT_URL = 'http://127.0.0.1:8080';

/** All commands. Parsing throws what commander or a command throws; nothing here ends the process. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('orderly')
    .description('Looks at a running Orderly and acts on it.')
    .option('--url <address>', 'where it is', DEFAULT_URL)
    .option('--json', 'answers as JSON, for scripts')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    })
    .showHelpAfterError('(--help shows what there is)');
  for (const add of [addOrders, addActors, addDeadLetters, addSignals, addTail, addVerify]) add(program, terminal);
  for (const command of every(program)) command.copyInheritedSettings(program);
  return program;
}

function every(command: Command): Command[] {
  return command.commands.flatMap((child) => [child, ...every(child)]);
}
