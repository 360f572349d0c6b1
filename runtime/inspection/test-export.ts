import { NotReplayable } from '../errors.ts';
import { type Address, idOf, typeOf } from '../message.ts';
import { turnsGone, whyGone } from '../retention/history-gone.ts';
import type { Sql } from '../sql.ts';
import { stateName } from '../turn/machine.ts';
import { isTimer } from '../turn/turn.ts';
import { journal } from './journal.ts';
import type { Machines } from './machines.ts';
import { ownVersion } from './own-version.ts';
import { Replayer } from './replayer.ts';

/** One step of the exported test: what the machine is given, and where that leads it. */
interface ExportedStep {
  event: { type: string; [field: string]: unknown };
  state: unknown;
}

/**
 * A jest test that takes the machine through an actor's history by XState alone, and expects the states that it had. It
 * imports the machine from beside itself: the runtime knows the machine, not its file.
 */
export async function exportTest(
  sql: Sql,
  machines: Machines,
  to: Address,
): Promise<{ fileName: string; source: string }> {
  const { machine, problem } = await ownVersion(sql, machines, to);
  if (problem !== null) throw new NotReplayable(to, problem);
  const gone = await turnsGone(sql, to);
  if (gone > 0) throw new NotReplayable(to, whyGone(gone));
  const replayer = new Replayer(machine);
  const steps: ExportedStep[] = [];
  let input: Record<string, unknown> = {};
  for await (const entries of journal(sql, to)) {
    for (const entry of entries) {
      const turn = replayer.follow(entry);
      if (!turn) throw new NotReplayable(to, replayer.problem ?? 'it has no history');
      const { type, payload, replyTo, from } = turn.message;
      const sender = replyTo ?? from;
      if (!turn.before) input = { ...payload, id: idOf(to), ...(sender ? { sender } : {}) };
      // A delayed send to somebody else is a turn that leaves the machine alone.
      const ownTimer = turn.before?.timers.find(({ id }) => id === entry.message.id);
      if (ownTimer?.to) continue;
      const fields = isTimer(entry.message) ? (ownTimer?.event ?? {}) : payload;
      steps.push({ event: { ...fields, type }, state: turn.after.snapshot.value });
    }
  }
  if (!replayer.state) throw new NotReplayable(to, 'it has no history');
  const type = typeOf(to);
  const name = `${type}-${idOf(to).slice(0, 8)}`.replace(/[^a-zA-Z0-9-]/g, '-');
  const end = stateName(replayer.state.snapshot.value);
  const { machineId, version } = machine.chart;
  return { fileName: `${name}.test.ts`, source: sourceOf(to, { machineId, version }, input, steps, end) };
}

function sourceOf(
  to: Address,
  { machineId, version }: { machineId: string; version: number },
  input: Record<string, unknown>,
  [first, ...later]: readonly ExportedStep[],
  end: string,
): string {
  const steps = later.map((step) => `  ${JSON.stringify(step)},`).join('\n');
  return `import { expect, test } from '@jest/globals';
import { initialTransition, transition } from 'xstate';
import { ${machineId}Machine as machine } from './${machineId}.machine.ts';

const input = ${JSON.stringify(input, null, 2)};

/** What ${to} was given, and the state that followed on version ${version} of its machine. */
const steps = [
${steps}
];

test('${to} comes to ${end}', () => {
  let [snapshot] = initialTransition(machine, input as never);
  expect(snapshot.value).toEqual(${JSON.stringify(first?.state)});
  for (const { event, state } of steps) {
    [snapshot] = transition(machine, snapshot, event as never);
    expect([event.type, snapshot.value]).toEqual([event.type, state]);
  }
});
`;
}
