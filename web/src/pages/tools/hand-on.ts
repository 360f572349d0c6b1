/** Hands the life of an actor on to an inspector: read from this server, sent over a WebSocket to where it listens. */
export type HandingOn =
  | { step: 'connecting' }
  | { step: 'handing on'; messages: number }
  | { step: 'lost'; why: string };

/** Tells how it goes until it is stopped, or lost. Returns the way to stop. */
export function handOn(actor: string, to: string, tell: (now: HandingOn) => void): () => void {
  const inspector = new WebSocket(to);
  let life: EventSource | undefined;
  let messages = 0;
  let stopped = false;
  const lost = (why: string) => {
    if (stopped) return;
    stop();
    tell({ step: 'lost', why });
  };
  const stop = () => {
    stopped = true;
    life?.close();
    inspector.close();
  };
  tell({ step: 'connecting' });
  inspector.addEventListener('open', () => {
    if (stopped) return;
    // It makes a lost connection again, and goes on after the last turn that came.
    life = new EventSource(lifeOf(actor));
    life.addEventListener('message', ({ data }) => {
      inspector.send(String(data));
      messages += 1;
      tell({ step: 'handing on', messages });
    });
    life.addEventListener('error', () => {
      if (life?.readyState === EventSource.CLOSED) lost(`This server does not show ${actor}.`);
    });
  });
  inspector.addEventListener('error', () => lost(`No inspector answers at ${to}.`));
  inspector.addEventListener('close', () => lost(`The inspector at ${to} has closed the connection.`));
  return stop;
}

/** Where an actor's life is told. */
export function lifeOf(actor: string): string {
  return `/inspect/${actor.split('/').map(encodeURIComponent).join('/')}`;
}

/** Why the console cannot connect to this address, or undefined: it may only go to the person's own machine. */
export function refusedAddress(to: string): string | undefined {
  if (!URL.canParse(to) || !/^ws:\/\//.test(to)) return 'Enter a ws:// address, like ws://localhost:8081';
  if (!['localhost', '127.0.0.1'].includes(new URL(to).hostname))
    return 'Pages connect to localhost or 127.0.0.1 only; the command line hands on to anywhere';
  return undefined;
}

/** Why this is no address of an actor, or undefined. */
export function refusedActor(actor: string): string | undefined {
  return /^[^/]+\/[^/]+$/.test(actor) ? undefined : 'Enter type/id, like order/8f3c2a71';
}
