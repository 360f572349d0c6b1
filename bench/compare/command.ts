/** What both comparisons are on the command line: options, rounds, tables told and published. */
import { InvalidOptions, optionsOrExit } from '../command-line.ts';
import { type Bar, barChart } from './chart.ts';
import { conditions, durabilities, warningLines } from './conditions.ts';
import { figure } from './document.ts';
import { compareOptions } from './options.ts';
import { publish } from './publish.ts';
import { type Contender, label, type Run, runRounds } from './rounds.ts';
import { type Row, type Summary, summarise } from './summary.ts';

export interface Comparison {
  /** The npm script, `bench:`name; the place in docs/performance.md and its chart have the same name. */
  name: string;
  title: string;
  /** Everybody who takes part, with about so many seconds of load. */
  contenders(seconds: number): Contender[];
  /** Before the first run. */
  prepare?(): void;
  tables(summary: Summary, runs: readonly Run[]): string[];
  /** Drawn strong. */
  isOurs(contender: Contender): boolean;
}

export async function compare(comparison: Comparison): Promise<void> {
  const script = `bench:${comparison.name}`;
  const { rounds, seconds, only, around, print } = optionsOrExit({ script, options: compareOptions });
  const contenders = comparison.contenders(seconds).filter((contender) => label(contender).includes(only));
  if (contenders.length === 0)
    throw new InvalidOptions(script, [`--only ${JSON.stringify(only)}; allowed: what one of the names has in it`]);
  comparison.prepare?.();
  await runRounds(contenders, {
    rounds,
    around,
    say: console.error,
    onRound: (runs, round) => {
      const summary = summarise(runs);
      const { warnings } = summary;
      const text = [
        conditions({ runs, round, seconds, warnings }),
        durabilities(runs),
        ...comparison.tables(summary, runs),
      ].join('\n\n');
      if (warnings.length > 0) console.error(warningLines(warnings));
      if (round === rounds) console.log(text);
      if (print) return;
      const picture = `![${comparison.title}](performance/${comparison.name}.svg)`;
      publish(
        comparison.name,
        `${text}\n\n${picture}`,
        barChart(comparison.title, bars(comparison, summary.rows)),
      );
    },
  });
}

function bars({ isOurs }: Comparison, rows: readonly Row[]): Bar[] {
  return rows.map(({ contender, medians, cpuMs }) => ({
    group: `${contender.inFlight.toLocaleString('en-US')} in flight`,
    label: contender.name,
    value: medians.sagasPerSecond,
    note: `${figure(medians.sagasPerSecond)}/s · p50 ${figure(medians.p50Ms)} ms · ${figure(cpuMs)} ms CPU`,
    ours: isOurs(contender),
  }));
}
