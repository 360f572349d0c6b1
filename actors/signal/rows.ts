import { missing } from '../../machines/scatter-gather/scatter-gather.ts';
import type { SignalContext } from '../../machines/signal/signal.machine.ts';
import { type CommittedTurn, doubles, type Sql, texts } from '../../runtime/index.ts';

/** Keeps `signals` and `signal_results` in step with the signals, in at most two statements a batch. */
export async function keepSignalRows(turns: readonly CommittedTurn[], sql: Sql): Promise<void> {
  const last = new Map(turns.map((turn) => [turn.id, turn]));
  await upsertSignals([...last.values()], sql);
  const results = turns.flatMap(resultOf);
  if (results.length > 0) await insertResults(results, sql);
}

const contextOf = ({ context }: CommittedTurn) => context as unknown as SignalContext;

async function upsertSignals(turns: readonly CommittedTurn[], sql: Sql): Promise<void> {
  const decided = turns.map(({ state }) => state !== 'gathering');
  await sql.query(
    'signal-rows',
    `INSERT INTO signals AS s (signal_id, value, status, processors, missing, completed_at)
     SELECT t.signal_id, t.value, t.status, t.processors::json, t.missing::json,
            CASE WHEN t.status = 'completed' THEN now() END
       FROM unnest($1::text[], $2::double precision[], $3::text[], $4::text[], $5::text[])
            AS t (signal_id, value, status, processors, missing)
      ORDER BY t.signal_id
     ON CONFLICT (signal_id) DO UPDATE
        SET status = excluded.status, missing = excluded.missing, completed_at = excluded.completed_at
      WHERE s.status = 'pending' AND excluded.status = 'completed'`,
    [
      texts(turns.map(({ id }) => id)),
      doubles(turns.map((turn) => contextOf(turn).input.value)),
      texts(decided.map((isDecided) => (isDecided ? 'completed' : 'pending'))),
      texts(turns.map((turn) => JSON.stringify(contextOf(turn).targets))),
      texts(turns.map((turn, index) => JSON.stringify(decided[index] ? missing(contextOf(turn)) : []))),
    ],
  );
}

interface Result {
  signalId: string;
  processor: string;
  value: number;
  late: boolean;
}

/** The answer that this turn took, also where the signal is closed by then. The first of each processor stays. */
function resultOf(turn: CommittedTurn): Result[] {
  if (turn.message.type !== 'SignalProcessed') return [];
  const { processor, value } = turn.message.payload as { processor: string; value: number };
  const { targets, answers } = contextOf(turn);
  if (!targets.includes(processor)) return [];
  return [{ signalId: turn.id, processor, value, late: !Object.hasOwn(answers, processor) }];
}

async function insertResults(results: readonly Result[], sql: Sql): Promise<void> {
  await sql.query(
    'signal-results',
    `INSERT INTO signal_results (signal_id, processor, value, late)
     SELECT t.signal_id, t.processor, t.value, t.late::boolean
       FROM unnest($1::text[], $2::text[], $3::double precision[], $4::text[]) AS t (signal_id, processor, value, late)
      ORDER BY t.signal_id, t.processor
     ON CONFLICT (signal_id, processor) DO NOTHING`,
    [
      texts(results.map(({ signalId }) => signalId)),
      texts(results.map(({ processor }) => processor)),
      doubles(results.map(({ value }) => value)),
      texts(results.map(({ late }) => String(late))),
    ],
  );
}
