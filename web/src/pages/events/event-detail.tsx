import { Link } from 'wouter';
import { actorPath } from '../../address/places.ts';
import { Card } from '../../components/card.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Json } from '../../components/json.tsx';
import { KeyValues } from '../../components/key-values.tsx';
import { exactClock, fullTime } from '../../words/moment.ts';
import type { Event } from './use-events.ts';

export function EventDetail({ event }: { event: Event }) {
  const { id, actor, version, type, payload, messageId, correlationId, at } = event;
  const path = actorPath(actor);
  return (
    <Card
      title={type}
      end={<CopyButton label="Copy the event" text={() => JSON.stringify(event, undefined, 2)} />}
    >
      <div className="section stack">
        <KeyValues
          pairs={[
            [
              'Actor',
              path ? (
                <Link key="actor" href={path} className="mono underlined whole">
                  {actor}
                </Link>
              ) : (
                <span key="actor" className="mono whole">
                  {actor}
                </span>
              ),
            ],
            ['Version', version],
            [
              'At',
              <span key="at" className="mono" title={fullTime(at)}>
                {exactClock(at)}
              </span>,
            ],
            [
              'Position',
              <span key="id" className="mono whole">
                {id}
              </span>,
            ],
            [
              'Message',
              <span key="message" className="mono whole">
                {messageId}
              </span>,
            ],
            [
              'Correlation',
              <span key="correlation" className="mono whole">
                {correlationId}
              </span>,
            ],
          ]}
        />
        <div>
          <h3 className="sub-head flush">Payload</h3>
          <Json value={payload} label="Payload" />
        </div>
      </div>
    </Card>
  );
}
