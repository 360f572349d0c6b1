import type { Command } from 'commander';
import { type Call, does } from './command.ts';
import type { Answers } from './door.ts';
import { number } from './parse.ts';
import { facts, type Terminal, table } from './terminal.ts';

type Signal = Answers['signals']['get'];
type Processor = Answers['signals']['stopProcessor'];

export function addSignals(program: Command, terminal: Terminal): void {
  const signals = program.command('signals').description('send signals to the processors');
  does(
    signals
      .command('send')
      .argument('<value>', 'a number', number('value'))
      .description('scatter a value to all processors')
      .option('--wait', 'wait for the end'),
    terminal,
    send,
  );
  does(signals.command('show <signalId>').description('one signal with its answers'), terminal, show);
  does(
    signals.command('processors').description('who works on signals, and who is stopped'),
    terminal,
    processors,
  );
  does(
    signals.command('stop <processor>').description('for development: nobody works it until it is started'),
    terminal,
    stop,
  );
  does(signals.command('start <processor>').description('what waited for it is worked'), terminal, start);
}

async function send({ door, show: tell }: Call, { wait }: { wait?: boolean }, value: number): Promise<void> {
  const signal = await door.api.signals.submit.mutate({ value });
  tell(wait ? await ended(door, signal) : signal, inWords);
}

/** Waits as long as the signal's own deadline allows. */
async function ended(door: Call['door'], signal: Signal): Promise<Signal> {
  const leaving = new AbortController();
  const updates = door.watch<{ signal: Signal }>({
    path: 'signals.watch',
    input: { signalId: signal.signalId },
    signal: leaving.signal,
  });
  try {
    for await (const { data } of updates) if (data.signal.status === 'completed') return data.signal;
    return signal;
  } finally {
    leaving.abort();
  }
}

async function show({ door, show: tell }: Call, _: object, signalId: string): Promise<void> {
  tell(await door.api.signals.get.query({ signalId }), inWords);
}

async function processors({ door, show: tell }: Call): Promise<void> {
  tell((await door.api.signals.processors.query({})).items, inRows);
}

async function stop({ door, show: tell }: Call, _: object, processor: string): Promise<void> {
  tell(await door.api.signals.stopProcessor.mutate({ processor }), (stopped) => inRows([stopped]));
}

async function start({ door, show: tell }: Call, _: object, processor: string): Promise<void> {
  tell(await door.api.signals.startProcessor.mutate({ processor }), (started) => inRows([started]));
}

function inRows(all: readonly Processor[]): string {
  const rows = all.map(({ processor, stopped }) => [
    processor,
    stopped ? `stopped by ${stopped.by}` : 'running',
    stopped?.since,
  ]);
  return table(['PROCESSOR', 'STATE', 'SINCE'], rows);
}

function inWords({ signalId, value, status, partial, results, missing, receivedAt, completedAt }: Signal): string {
  return facts({
    signal: signalId,
    value,
    status: partial ? `${status}, partial` : status,
    answers: results.map(({ processor, value: answer }) => `${processor} ${answer}`).join(', ') || 'none yet',
    missing: missing.length > 0 ? missing.join(', ') : undefined,
    received: receivedAt,
    completed: completedAt,
  });
}
