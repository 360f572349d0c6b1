/** `npm run orderly -- …`: the command line. Exit codes: 0 done, 1 refused, 2 unusable arguments, 3 no answer. */
import { CommanderError } from 'commander';
import { EXIT, explain } from './failure.ts';
import { createProgram } from './program.ts';
import { terminal } from './terminal.ts';

const program = createProgram(terminal);
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT.unusable;
  else {
    const { lines, exitCode } = explain(error, program.opts<{ url: string }>().url);
    for (const line of lines) terminal.note(line);
    process.exitCode = exitCode;
  }
}
