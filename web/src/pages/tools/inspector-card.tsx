import { useEffect, useRef, useState } from 'react';
import { useParams } from '../../address/use-params.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Labelled } from '../../components/labelled.tsx';
import { counted } from '../../words/amount.ts';
import { type HandingOn, handOn, lifeOf, refusedActor, refusedAddress } from './hand-on.ts';

/** Where Stately's inspector reads an actor, and a way to hand one on to an inspector on this machine. */
export function InspectorCard() {
  const [params, change] = useParams();
  const actor = params.get('actor') ?? '';
  const [to, setTo] = useState('ws://localhost:8081');
  const [now, setNow] = useState<HandingOn>();
  const stop = useRef<() => void>(undefined);
  useEffect(() => () => stop.current?.(), []);
  const isOn = now !== undefined && now.step !== 'lost';
  const refused = refusedActor(actor) ?? refusedAddress(to);

  function turn() {
    stop.current?.();
    setNow(undefined);
    stop.current = isOn ? undefined : handOn(actor, to, setNow);
  }

  return (
    <Card title="Inspector" end={<span className="muted small">the protocol of @statelyai/inspect</span>}>
      <form
        className="section inspector-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!refused) turn();
        }}
      >
        <Labelled label="Actor" refused={actor ? refusedActor(actor) : undefined}>
          <input
            className="input mono"
            value={actor}
            placeholder="order/8f3c2a71"
            readOnly={isOn}
            onChange={({ target }) => change({ actor: target.value }, { replace: true })}
          />
        </Labelled>
        <Labelled label="Your inspector" refused={refusedAddress(to)}>
          <input
            className="input mono"
            value={to}
            readOnly={isOn}
            onChange={({ target }) => setTo(target.value)}
          />
        </Labelled>
        <Button type="submit" kind={isOn ? 'plain' : 'primary'} disabledBecause={isOn ? undefined : refused}>
          {isOn ? 'Stop' : 'Hand on'}
        </Button>
      </form>
      <p className="section small secondary" role="status">
        {wordsOf(now, to)}
      </p>
      {!refusedActor(actor) && <Addresses actor={actor} />}
    </Card>
  );
}

function wordsOf(now: HandingOn | undefined, to: string): string {
  switch (now?.step) {
    case 'connecting':
      return `Connecting to ${to}.`;
    case 'handing on':
      return `Handed on ${counted(now.messages, 'message')}; more follow as they come, while this page is open.`;
    case 'lost':
      return now.why;
    default:
      return 'Its turns so far, then those to come, go from this page to an inspector on your machine.';
  }
}

function Addresses({ actor }: { actor: string }) {
  const stream = new URL(lifeOf(actor), location.href).href;
  return (
    <ul className="selectable-list">
      {[
        ['Server-sent events', stream],
        ['WebSocket', stream.replace(/^http/, 'ws')],
      ].map(([name = '', address = '']) => (
        <li key={name} className="inspector-address">
          <span className="strong">{name}</span>
          <span className="mono muted">{address}</span>
          <CopyButton label={`Copy the address, ${name}`} text={() => address} />
        </li>
      ))}
    </ul>
  );
}
