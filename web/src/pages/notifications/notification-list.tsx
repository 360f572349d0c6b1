import { Link } from 'wouter';
import { Card } from '../../components/card.tsx';
import { StatusGlyph } from '../../components/status-chip.tsx';
import { Moment } from '../../components/time.tsx';
import { subject } from './kinds.ts';
import type { Notification } from './notification.ts';

const STATE = { sent: 'confirmed', pending: 'pending', failed: 'stuck' } as const;

interface NotificationListProps {
  notifications: readonly Notification[];
  chosen: string | undefined;
  /** The filters, to keep them. */
  search: string;
}

export function NotificationList({ notifications, chosen, search }: NotificationListProps) {
  return (
    <Card title="Newest first" clipped>
      <ul className="selectable-list">
        {notifications.map((notification) => {
          const { notificationId, status, at, channels } = notification;
          const selected = notificationId === chosen;
          return (
            <li key={notificationId} className={selected ? 'selected' : undefined}>
              <Link
                href={`/notifications/${encodeURIComponent(notificationId)}${search}`}
                aria-current={selected || undefined}
              >
                <span className="row notification">
                  <StatusGlyph state={STATE[status]} words={status} />
                  <span className={selected ? 'strong ellipsis' : 'ellipsis'}>{subject(notification)}</span>
                  <span className="push mono muted">
                    <Moment at={at} />
                  </span>
                </span>
                <span className="tiny muted channels">
                  {channels.map(({ channel }) => channel).join(', ') || 'no channel yet'}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
