import type { Command } from 'commander';
import { type Call, does } from './command.ts';
import type { Answers } from './door.ts';
import { count } from './parse.ts';
import type { Terminal } from './terminal.ts';

type Event = Answers['orders']['events']['items'][number];

interface TailOptions {
  type?: string[];
  actorType?: string;
  after?: string;
  count?: number;
}

const TIME = { from: 11, to: 23 };

export function addTail(program: Command, terminal: Terminal): void {
  does(
    program
      .command('tail')
      .description('every event as it commits, until Ctrl-C; a lost connection is resumed, nothing is missed')
      .option('--type <types...>', 'only events of these types')
      .option('--actor-type <type>', 'only of actors of this type')
      .option('--after <id>', 'begin after this event; default: only new ones')
      .option('--count <count>', 'end after so many', count('--count')),
    terminal,
    tail,
  );
}

async function tail({ door, terminal, show }: Call, options: TailOptions): Promise<void> {
  const { type: types, actorType, after: lastEventId, count: most = Number.POSITIVE_INFINITY } = options;
  const leaving = new AbortController();
  const leave = () => leaving.abort();
  process.once('SIGINT', leave);
  const input = { ...(types && { types }), ...(actorType && { actorType }), ...(lastEventId && { lastEventId }) };
  try {
    let seen = 0;
    const events = door.watch<Event>({
      path: 'events.tail',
      input,
      signal: leaving.signal,
      onLost: () => terminal.note('Connection lost; it resumes where it stopped.'),
    });
    for await (const { data } of events) {
      show(data, oneLine);
      seen += 1;
      if (seen >= most) return;
    }
  } finally {
    process.removeListener('SIGINT', leave);
    leave();
  }
}

function oneLine({ at, type, actor, version, payload }: Event): string {
  return `${at.slice(TIME.from, TIME.to)}  ${type.padEnd(20)}  ${`${actor} #${version}`.padEnd(48)}  ${JSON.stringify(payload)}`;
}
