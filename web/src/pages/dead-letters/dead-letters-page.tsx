import { useParams } from '../../address/use-params.ts';
import { Card } from '../../components/card.tsx';
import { Empty, Failed } from '../../components/empty.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { counted } from '../../words/amount.ts';
import { Audit } from './audit.tsx';
import './dead-letters.css';
import { GroupDesk } from './group-desk.tsx';
import { Groups } from './groups.tsx';
import { type Group, groupKey, useGroupOf, useGroups } from './letters.ts';

export default function DeadLettersPage() {
  const [params, change] = useParams();
  const { data, error, refetch } = useGroups();
  const groups = data?.items ?? [];
  const id = params.get('id') ?? undefined;
  const ofLetter = useGroupOf(params.has('group') ? undefined : id);
  const wanted = params.get('group') ?? ofLetter;
  const group = groups.find((each) => groupKey(each) === wanted) ?? groups[0];
  return (
    <>
      <PageHead title="Dead letters" beside={data && <span className="muted">{summary(groups)}</span>} />
      {error && !data ? (
        <Card>
          <Failed what="Dead letters" error={error} onRetry={() => void refetch()} />
        </Card>
      ) : !data ? (
        <Card>
          <Skeleton what="dead letters" />
        </Card>
      ) : !group ? (
        <div className="stack">
          <Card>
            <Empty icon="dead-letter" title="No dead letters">
              Messages that fail every attempt stop here, with their error and history.
            </Empty>
          </Card>
          <Audit />
        </div>
      ) : (
        <div className="list-and-detail">
          <Groups
            groups={groups}
            chosen={groupKey(group)}
            onChoose={(key) => change({ group: key, id: undefined })}
          />
          <div className="stack">
            <GroupDesk
              key={groupKey(group)}
              group={group}
              letterId={id}
              onLetter={(id) => change({ group: groupKey(group), id })}
            />
            <Audit />
          </div>
        </div>
      )}
    </>
  );
}

function summary(groups: readonly Group[]): string {
  const sum = (value: (group: Group) => number) => groups.reduce((total, group) => total + value(group), 0);
  if (groups.length === 0) return '';
  const letters = sum(({ count }) => count);
  return `${letters} in ${counted(groups.length, 'group')}, ${counted(
    sum(({ actors }) => actors),
    'actor',
  )} parked`;
}
