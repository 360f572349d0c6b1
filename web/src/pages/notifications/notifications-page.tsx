import { useQuery } from '@tanstack/react-query';
import { useParams as useRoute } from 'wouter';
import { go, useParams } from '../../address/use-params.ts';
import { trpc } from '../../api/client.ts';
import { useKeys } from '../../app/keys.ts';
import { Card } from '../../components/card.tsx';
import { Empty, Failed } from '../../components/empty.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Tabs } from '../../components/segmented.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Detail } from './detail.tsx';
import { NotificationList } from './notification-list.tsx';
import './notifications.css';

const EVERY_MS = 3_000;
const SHOWN = 50;
const TABS = [
  { key: 'all', words: 'All' },
  { key: 'pending', words: 'Pending' },
  { key: 'sent', words: 'Sent' },
  { key: 'failed', words: 'Failed' },
] as const;
type Tab = (typeof TABS)[number]['key'];

export default function NotificationsPage() {
  const { id } = useRoute<{ id?: string }>();
  const [params, change] = useParams();
  const tab = TABS.find(({ key }) => key === params.get('status'))?.key ?? 'all';
  const { data, error, refetch } = useQuery(
    trpc.notifications.list.queryOptions(
      { limit: SHOWN, ...(tab !== 'all' && { status: tab }) },
      { refetchInterval: EVERY_MS },
    ),
  );
  const all = data?.items ?? [];
  const chosen = id ?? all[0]?.notificationId;
  const search = params.size > 0 ? `?${params}` : '';
  const step = (by: number) => {
    const next = all[all.findIndex(({ notificationId }) => notificationId === chosen) + by];
    if (next) go(`/notifications/${encodeURIComponent(next.notificationId)}${search}`);
  };
  useKeys([
    { keys: ['j', 'ArrowDown'], does: 'Next notification', run: () => step(1) },
    { keys: ['k', 'ArrowUp'], does: 'Previous notification', run: () => step(-1) },
  ]);
  return (
    <>
      <PageHead title="Notifications" />
      <div className="scroll-x notification-tabs">
        <Tabs<Tab>
          label="Status"
          segments={TABS}
          chosen={tab}
          onChoose={(key) => change({ status: key === 'all' ? undefined : key })}
        />
      </div>
      {error && !data ? (
        <Card>
          <Failed what="Notifications" error={error} onRetry={() => void refetch()} />
        </Card>
      ) : !data ? (
        <Card>
          <Skeleton what="notifications" />
        </Card>
      ) : all.length === 0 && !id ? (
        <Card>
          <Empty icon="notifications" title={tab === 'all' ? 'No notifications yet' : `No notification is ${tab}`}>
            Whoever is told of a confirmed, cancelled or shipped order, or of a partial signal, appears here.
          </Empty>
        </Card>
      ) : (
        <div className="list-and-detail">
          <NotificationList notifications={all} chosen={chosen} search={search} />
          {chosen && <Detail key={chosen} notificationId={chosen} />}
        </div>
      )}
    </>
  );
}
