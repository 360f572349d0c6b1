import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { orderPath, signalPath } from '../../address/places.ts';
import { trpc } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { Failed } from '../../components/empty.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { StatusChip } from '../../components/status-chip.tsx';
import { Moment } from '../../components/time.tsx';
import { counted } from '../../words/amount.ts';
import { subject } from './kinds.ts';
import { MailCard } from './mail-card.tsx';

const STATE = { sent: 'confirmed', pending: 'pending', failed: 'stuck', skipped: 'cancelled' } as const;
const WORDS = { sent: 'Sent', pending: 'Pending', failed: 'Failed', skipped: 'Skipped' } as const;
const EVERY_MS = 3_000;

/** One notification: how far each channel is, and the mail as it was caught. */
export function Detail({ notificationId }: { notificationId: string }) {
  const { data, error } = useQuery(
    trpc.notifications.get.queryOptions({ notificationId }, { refetchInterval: EVERY_MS, retry: false }),
  );
  if (error && !data)
    return (
      <Card>
        <Failed what="This notification" error={error} />
      </Card>
    );
  if (!data)
    return (
      <Card>
        <Skeleton what="the notification" />
      </Card>
    );
  const { orderId, signalId, channels, status, at } = data;
  return (
    <div className="stack">
      <Card
        head={
          <>
            <h2>{subject(data)}</h2>
            <StatusChip state={STATE[status]}>{WORDS[status]}</StatusChip>
          </>
        }
        end={
          <span className="small muted">
            <Moment at={at} />
          </span>
        }
        clipped
      >
        <table className="wrapping">
          <thead>
            <tr>
              <th scope="col">Channel</th>
              <th scope="col">State</th>
              <th scope="col">To</th>
              <th scope="col">Detail</th>
              <th scope="col" className="num">
                Tries
              </th>
            </tr>
          </thead>
          <tbody>
            {channels.map(({ channel, webhookId, status: each, recipient, detail, attempts }) => (
              <tr key={`${channel} ${webhookId ?? ''}`}>
                <td>{channel}</td>
                <td>
                  <StatusChip state={STATE[each]}>{WORDS[each]}</StatusChip>
                </td>
                <td className="ellipsis">{recipient ?? webhookId ?? ''}</td>
                <td className={each === 'failed' ? 'is-stuck small' : 'muted small'}>{detail}</td>
                <td className="num secondary">{attempts > 0 && counted(attempts, 'try', 'tries')}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {(orderId || signalId) && (
          <p className="section small">
            {orderId && (
              <Link className="underlined" href={orderPath(orderId)}>
                Open the order
              </Link>
            )}
            {signalId && (
              <Link className="underlined" href={signalPath(signalId)}>
                Open the signal
              </Link>
            )}
          </p>
        )}
      </Card>
      {channels.some(({ channel }) => channel === 'email') && <MailCard notificationId={notificationId} />}
    </div>
  );
}
