import type { Command } from 'commander';
import { type Call, does } from './command.ts';
import type { Answers } from './door.ts';
import { codeOf, Unusable } from './failure.ts';
import { jsonObject } from './parse.ts';
import { facts, progress, type Terminal, table } from './terminal.ts';

type Letter = Answers['deadLetters']['get'];

interface Filter {
  code?: string;
  actorType?: string;
  messageType?: string;
}

interface RedriveOptions extends Filter {
  all?: boolean;
  payload?: Record<string, unknown>;
  reason?: string;
}

/** How a bulk act ended, letter by letter. */
interface Outcome {
  done: string[];
  refused: { id: string; code: string | undefined; message: string }[];
}

const PAGE = 100;
/** Letters that are redriven at a time. */
const AT_ONCE = 8;

function filters(command: Command): Command {
  return command
    .option('--code <code>', 'only with this code of an error')
    .option('--actor-type <type>', 'only of actors of this type')
    .option('--message-type <type>', 'only messages of this type');
}

export function addDeadLetters(program: Command, terminal: Terminal): void {
  const letters = program.command('dead-letters').description('messages that could not be handled');
  does(
    filters(letters.command('list').description('open ones, newest first')).option(
      '--state <state>',
      'open, redriving, redriven or discarded',
      'open',
    ),
    terminal,
    list,
  );
  does(letters.command('show <id>').description('one of them: message, error, attempts'), terminal, show);
  does(
    filters(letters.command('redrive [ids...]').description('send them again'))
      .option('--all', 'all open ones that match the filters')
      .option('--payload <json>', 'send this instead; for a single one', jsonObject('--payload'))
      .option('--reason <reason>', 'why; the audit keeps it'),
    terminal,
    redrive,
  );
  does(
    letters
      .command('discard <ids...>')
      .description('give them up for good')
      .requiredOption('--reason <reason>', 'why; the audit keeps it'),
    terminal,
    discard,
  );
}

async function matching({ door }: Call, filter: Filter & { state: Letter['state'] }): Promise<Letter[]> {
  const letters: Letter[] = [];
  let cursor: string | undefined;
  do {
    const page: Answers['deadLetters']['list'] = await door.api.deadLetters.list.query({
      ...filter,
      limit: PAGE,
      ...(cursor && { cursor }),
    });
    letters.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return letters;
}

async function list(call: Call, filter: Filter & { state: Letter['state'] }): Promise<void> {
  const letters = await matching(call, filter);
  call.show(letters, (all) =>
    all.length === 0
      ? `No dead letters are ${filter.state}.`
      : table(
          ['ID', 'FAILED', 'ACTOR', 'MESSAGE', 'CODE', 'ERROR', 'BEHIND'],
          all.map(({ id, failedAt, actor, message, error, parked }) => [
            id,
            failedAt,
            actor,
            message.type,
            error.code,
            error.message.split('\n')[0],
            parked,
          ]),
        ),
  );
}

async function show({ door, show: tell }: Call, _: object, id: string): Promise<void> {
  tell(await door.api.deadLetters.get.query({ id }), inWords);
}

async function redrive(
  call: Call,
  { all, payload, reason, ...filter }: RedriveOptions,
  ids: string[],
): Promise<void> {
  const filtered = Object.keys(filter).length > 0;
  if (ids.length > 0 ? all || filtered : !(all || filtered))
    throw new Unusable(
      'Name the letters, or say which by --all, --code, --actor-type or --message-type; not both',
    );
  if (payload && ids.length !== 1) throw new Unusable('--payload goes with the id of one letter');
  const wanted = ids.length > 0 ? ids : await openIds(call, filter);
  const outcome = await each(call, 'Redriving', wanted, (id) =>
    call.door.api.deadLetters.redrive.mutate({ id, ...(payload && { payload }), ...(reason && { reason }) }),
  );
  report(call, 'redriven', outcome);
}

async function discard(call: Call, { reason }: { reason: string }, ids: string[]): Promise<void> {
  const outcome = await each(call, 'Discarding', ids, (id) =>
    call.door.api.deadLetters.discard.mutate({ id, reason }),
  );
  report(call, 'discarded', outcome);
}

/** Oldest first: that is the order in which they were meant to be handled. */
async function openIds(call: Call, filter: Filter): Promise<string[]> {
  const letters = await matching(call, { ...filter, state: 'open' });
  return letters.map(({ id }) => id).reverse();
}

async function each(
  { terminal }: Call,
  what: string,
  ids: readonly string[],
  act: (id: string) => Promise<unknown>,
): Promise<Outcome> {
  const outcome: Outcome = { done: [], refused: [] };
  const bar = progress(terminal, what, ids.length);
  const left = [...ids];
  const worker = async () => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      try {
        await act(id);
        outcome.done.push(id);
      } catch (error) {
        const code = codeOf(error);
        if (code === undefined) throw error;
        outcome.refused.push({ id, code, message: (error as Error).message });
      }
      bar.step();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, ids.length) }, worker));
  } finally {
    bar.end();
  }
  return outcome;
}

function report({ show: tell }: Call, verb: string, outcome: Outcome): void {
  tell({ [verb]: outcome.done, refused: outcome.refused }, () =>
    [
      `${outcome.done.length} ${verb}${outcome.refused.length > 0 ? `, ${outcome.refused.length} refused:` : ''}`,
      ...outcome.refused.map(({ id, code, message }) => `  ${id}  ${code}  ${message}`),
    ].join('\n'),
  );
  if (outcome.refused.length > 0) process.exitCode = 1;
}

function inWords({
  id,
  actor,
  state,
  message,
  error,
  attempts,
  history,
  parked,
  failedAt,
  audit,
}: Letter): string {
  const head = facts({
    letter: id,
    state,
    actor,
    message: `${message.type} ${message.id}`,
    from: message.from,
    failed: failedAt,
    attempts,
    behind: parked,
    error: `${error.code}: ${error.message}`,
  });
  const tried = history.map(({ at, error: why }, index) => [index + 1, at, why.split('\n')[0]]);
  const acts = audit.map(({ at, by, action, note, was }) => [
    at,
    by,
    action,
    [note, was && `was ${JSON.stringify(was)}`].filter(Boolean).join('; '),
  ]);
  return [
    head,
    JSON.stringify(message.payload, null, 2),
    table(['TRY', 'AT', 'ERROR'], tried),
    acts.length > 0 ? table(['AT', 'BY', 'ACT', 'NOTE'], acts) : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}
