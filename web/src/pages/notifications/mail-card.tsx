import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { KeyValues } from '../../components/key-values.tsx';
import { Choice } from '../../components/segmented.tsx';
import { Moment } from '../../components/time.tsx';

const EVERY_MS = 3_000;
const MOST_MAILS = 100;

/** The mail of a notification, as the own mail server caught it. */
export function MailCard({ notificationId }: { notificationId: string }) {
  const [view, setView] = useState<'text' | 'source'>('text');
  const { data } = useQuery(
    trpc.notifications.inbox.queryOptions({ limit: MOST_MAILS }, { refetchInterval: EVERY_MS }),
  );
  const mail = data?.items.find((each) => each.notificationId === notificationId);
  if (!data) return null;
  if (!mail)
    return (
      <Card title="Mail">
        <p className="section muted">
          Not among the mails that were caught here: it was not sent yet, or by another server.
        </p>
      </Card>
    );
  return (
    <Card
      title={mail.subject}
      end={
        <Choice<'text' | 'source'>
          label="Mail"
          segments={[
            { key: 'text', words: 'Text' },
            { key: 'source', words: 'HTML' },
          ]}
          chosen={view}
          onChoose={setView}
        />
      }
    >
      <div className="section stack">
        <KeyValues
          pairs={[
            ['From', mail.from],
            ['To', mail.to.join(', ')],
            ['Caught', <Moment key="at" at={mail.receivedAt} exact />],
          ]}
        />
        {view === 'text' ? (
          <p className="mail-text">{mail.text}</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by key
          <section className="code wrapped" tabIndex={0} aria-label="HTML of the mail">
            {mail.html}
          </section>
        )}
      </div>
    </Card>
  );
}
