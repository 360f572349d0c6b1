import { useEffect } from 'react';
import { announce } from '../components/announcer.ts';
import { Button } from '../components/button.tsx';
import { Glyph } from '../components/icon.tsx';
import { Ticking } from '../components/time.tsx';
import { connection } from '../live/connection.ts';
import { useConnection } from '../live/use-connection.ts';
import { counted } from '../words/amount.ts';
import { moment } from '../words/moment.ts';

/** Says that the connection is lost and what the page shows, and afterwards what was caught up. */
export function ConnectionBanner() {
  const { kind, shownAt, nextTryAt, caughtUp } = useConnection();
  const lost = kind === 'lost';
  useEffect(() => {
    if (lost) announce('Connection lost. It resumes by itself.');
    else if (kind === 'back') announce('Back.');
  }, [lost, kind]);

  if (lost)
    return (
      <div className="connection">
        <span className="spinner" />
        <span>
          <b className="strong">Connection lost.</b> This page shows {moment(shownAt || Date.now())}. Nothing is
          missed: it resumes where it stopped.
        </span>
        <span className="muted push">
          <Ticking text={() => `next try in ${Math.max(1, Math.ceil((nextTryAt - Date.now()) / 1_000))} s`} />
        </span>
        <Button small onClick={() => void connection.tryNow()}>
          Try now
        </Button>
      </div>
    );
  if (kind === 'back')
    return (
      <div className="connection back">
        <span className="is-confirmed">
          <Glyph name="confirmed" />
        </span>
        <span>
          <b className="strong">Back.</b>{' '}
          {caughtUp > 0 ? `${counted(caughtUp, 'update')} caught up.` : 'Nothing was missed.'}
        </span>
      </div>
    );
  return null;
}
