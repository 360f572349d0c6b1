import type { Command } from 'commander';
import { type Call, does } from './command.ts';
import type { Answers } from './door.ts';
import { inspect } from './inspect.ts';
import { actorAddress } from './parse.ts';
import { facts, type Terminal, table } from './terminal.ts';

type Actor = Answers['actors']['read'];
type Turn = Answers['actors']['history']['items'][number];

const PAGE = 500;

export function addActors(program: Command, terminal: Terminal): void {
  const actors = program.command('actors').description('look at any actor, as in order/8f3c2a71');
  does(actors.command('show <address>').description('its state, and what it waits for'), terminal, show);
  does(actors.command('history <address>').description('every message that it handled'), terminal, history);
  does(
    actors
      .command('inspect <address>')
      .description("its life, past and to come, into an inspector of one's own, until Ctrl-C")
      .requiredOption('--to <url>', 'the WebSocket of the inspector, as in ws://localhost:8081'),
    terminal,
    inspect,
  );
}

async function show({ door, show: tell }: Call, _: object, address: string): Promise<void> {
  tell(await door.api.actors.read.query(actorAddress(address)), inWords);
}

async function history({ door, show: tell }: Call, _: object, address: string): Promise<void> {
  const turns: Turn[] = [];
  for (let after: number | undefined = 0; after !== undefined; ) {
    const { items }: { items: Turn[] } = await door.api.actors.history.query({
      ...actorAddress(address),
      after,
      limit: PAGE,
    });
    turns.push(...items);
    after = items.length === PAGE ? items.at(-1)?.version : undefined;
  }
  tell(turns, (all) =>
    table(
      ['TURN', 'AT', 'MESSAGE', 'FROM', 'CORRELATION'],
      all.map(({ version, at, type, from, correlationId }) => [version, at, type, from, correlationId]),
    ),
  );
}

function inWords({
  type,
  id,
  state,
  status,
  version,
  machineVersion,
  context,
  timers,
  activities,
}: Actor): string {
  const head = facts({ actor: `${type}/${id}`, state, status, turns: version, machine: machineVersion });
  const waiting = [
    ...timers.map(({ event, dueAt }) => `timer     ${event}, due ${dueAt}`),
    ...activities.map(({ src, id: activity }) => `activity  ${src} (${activity})`),
  ];
  const parts = [head, JSON.stringify(context, null, 2), waiting.join('\n')];
  return parts.filter(Boolean).join('\n\n');
}
