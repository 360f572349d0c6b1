import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useParams as usePathParams } from 'wouter';
import { fleetPath } from '../../address/places.ts';
import { go, useParams, withParams } from '../../address/use-params.ts';
import { trpc } from '../../api/client.ts';
import { branchesOf, viewOf } from '../../chart/view.ts';
import { Card } from '../../components/card.tsx';
import { Failed } from '../../components/empty.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Choice } from '../../components/segmented.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Ticking } from '../../components/time.tsx';
import { count } from '../../words/amount.ts';
import { duration } from '../../words/duration.ts';
import { FinishingVersions } from './finishing-versions.tsx';
import './fleet.css';
import { FleetChartCard } from './fleet-chart-card.tsx';
import { LinesTable } from './lines-table.tsx';
import { StatesTable } from './states-table.tsx';
import { StuckList } from './stuck-list.tsx';
import { Whereabouts } from './whereabouts.tsx';

const EVERY_MS = 1_000;
const ALL = 'all';

/** All actors of a machine on its chart, the stuck ones first. */
export default function FleetPage() {
  const { machine = 'order', version } = usePathParams();
  const [params, change] = useParams();
  const list = useQuery(trpc.fleet.list.queryOptions({}, { refetchInterval: 5 * EVERY_MS }));
  const fleet = useQuery(
    trpc.fleet.of.queryOptions(
      { type: machine, version: version === undefined ? undefined : Number(version) },
      { refetchInterval: EVERY_MS, placeholderData: keepPreviousData },
    ),
  );
  const registered = useQuery(trpc.machines.list.queryOptions({}, { staleTime: Number.POSITIVE_INFINITY }));
  const versions = registered.data?.items.find(({ type }) => type === machine)?.versions ?? [];
  const hasChart = version === undefined || versions.includes(Number(version));
  const chart = useQuery(
    trpc.machines.chart.queryOptions(
      { type: machine, version: hasChart && version !== undefined ? Number(version) : undefined },
      { staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const branches = useMemo(() => (chart.data ? branchesOf(chart.data) : []), [chart.data]);
  const main = branches.find(({ name }) => name === chart.data?.machineId) ?? branches[0];
  const asked = params.get('branch');
  const branch = asked === ALL ? undefined : (branches.find(({ name }) => name === asked) ?? main);
  const view = useMemo(() => chart.data && viewOf(chart.data, branch), [chart.data, branch]);

  const machines = list.data?.machines ?? [];
  const chosen = machines.find(
    (each) => each.type === machine && (version === undefined ? each.current : String(each.version) === version),
  );
  const data = fleet.data?.type === machine ? fleet.data : undefined;
  return (
    <>
      <PageHead
        title="Fleet"
        beside={
          machines.length > 0 && (
            <div className="scroll-x machine-tabs">
              <Choice
                label="Machine"
                chosen={chosen ? keyOf(chosen) : ''}
                segments={machines.map((each) => ({
                  key: keyOf(each),
                  words: (
                    <>
                      {each.type} {each.version} <span className="muted">{count(each.running)}</span>
                    </>
                  ),
                }))}
                onChoose={(key) => {
                  const next = machines.find((each) => keyOf(each) === key);
                  if (next) go(fleetPath(next.type, next.current ? undefined : next.version));
                }}
              />
            </div>
          )
        }
        actions={
          data && (
            <span className="muted small nowrap hide-phone">
              <Ticking
                text={(now) =>
                  `Counted ${duration(Math.max(0, Math.round((now - Date.parse(data.countedAt)) / 1_000)) * 1_000)} ago`
                }
              />
            </span>
          )
        }
      />
      {fleet.error && !data && (
        <Card>
          <Failed what="The fleet" error={fleet.error} onRetry={() => void fleet.refetch()} />
        </Card>
      )}
      {!data && !fleet.error && (
        <Card>
          <Skeleton what="the fleet" rows={8} />
        </Card>
      )}
      {data && (
        <div className="columns fleet">
          <FleetChartCard
            fleet={data}
            view={view && view.chart.version === data.version ? view : undefined}
            isOtherVersion={chart.data !== undefined && chart.data.version !== data.version}
            error={chart.error}
            branches={branches}
            branch={branch?.name ?? ALL}
            pathTo={(values) =>
              withParams(
                fleetPath(machine, version === undefined ? undefined : Number(version)),
                params.toString(),
                values,
              )
            }
            onBranch={(name) => change({ branch: name === main?.name ? undefined : name })}
          />
          <div className="stack">
            {(params.has('state') || params.has('line')) && (
              <Whereabouts
                fleet={data}
                view={view}
                state={params.get('state') ?? undefined}
                line={params.get('line') ?? undefined}
                onClose={() => change({ state: undefined, line: undefined })}
              />
            )}
            <StuckList fleet={data} />
            <StatesTable fleet={data} />
            {view && view.chart.version === data.version && <LinesTable fleet={data} view={view} />}
            <FinishingVersions type={machine} machines={machines} />
          </div>
        </div>
      )}
    </>
  );
}

function keyOf({ type, version }: { type: string; version: number }): string {
  return `${type} ${version}`;
}
