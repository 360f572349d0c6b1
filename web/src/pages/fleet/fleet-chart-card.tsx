import type { ParamChange } from '../../address/use-params.ts';
import type { Fleet } from '../../api/types.ts';
import { FleetChart } from '../../chart/fleet-chart.tsx';
import { useDrawing } from '../../chart/use-drawing.ts';
import type { Branch, ChartView } from '../../chart/view.ts';
import { Empty, Failed } from '../../components/empty.tsx';
import { Choice } from '../../components/segmented.tsx';
import { count } from '../../words/amount.ts';
import { thing } from './things.ts';

interface FleetChartCardProps {
  fleet: Fleet;
  view: ChartView | undefined;
  /** These actors are on a version whose chart is not deployed here. */
  isOtherVersion: boolean;
  error: unknown;
  branches: readonly Branch[];
  branch: string;
  onBranch(name: string): void;
  /** The address of the same page with these parameters changed. */
  pathTo(change: ParamChange): string;
}

export function FleetChartCard(props: FleetChartCardProps) {
  const { fleet, view, isOtherVersion, error, branches, branch, onBranch, pathTo } = props;
  const { drawing, error: layoutError } = useDrawing(view);
  return (
    <section className="card" aria-labelledby="fleet-running">
      <header>
        <h2 id="fleet-running">
          {count(fleet.running)} {thing(fleet.type, fleet.running)} running
        </h2>
        {branches.length > 0 && (
          <Choice
            label="Part of the machine"
            chosen={branch}
            segments={[
              ...[...branches].reverse().map(({ name }) => ({ key: name, words: name })),
              { key: 'all', words: 'All' },
            ]}
            onChoose={onBranch}
          />
        )}
        <div className="legend end hide-phone">
          <span>fill: how many</span>
          <span>line: how often</span>
          <span>bar: p95 age, tick is usual</span>
        </div>
      </header>
      {error || layoutError ? (
        <Failed what="The chart" error={error ?? layoutError} />
      ) : isOtherVersion ? (
        <Empty icon="fleet" title={`Version ${fleet.version} has no chart here`}>
          This server runs a newer version of the machine. The table says where its actors are.
        </Empty>
      ) : view && drawing ? (
        <FleetChart
          {...{ view, drawing, fleet }}
          linkTo={({ id }) => pathTo({ state: id, line: undefined })}
          lineTo={({ id }) => pathTo({ line: id, state: undefined })}
        />
      ) : (
        <div className="chart" aria-busy="true" />
      )}
    </section>
  );
}
