import type { ActorNow, Turn } from '../../api/types.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Moment } from '../../components/time.tsx';
import { traceOf, tracesOf, useTraceUrl } from './traces.ts';

interface TraceDialogProps {
  turns: readonly Turn[];
  now: ActorNow;
  onClose(): void;
}

/** The ids that logs and traces know this order by: paste them where those are searched. */
export function TraceDialog({ turns, now, onClose }: TraceDialogProps) {
  const traces = tracesOf(turns);
  const traceUrl = useTraceUrl();
  return (
    <Dialog title="Trace" onClose={onClose}>
      <div className="section stack">
        <IdLine name="Correlation id" id={now.correlationId} />
        {traces.map((id) => (
          <IdLine key={id} name="Trace id" id={id} href={traceUrl?.(id)} />
        ))}
        {traces.length === 0 && (
          <p className="secondary">
            None of its messages carries a trace. Send a traceparent header with a request.
          </p>
        )}
        <table className="tight small">
          <thead>
            <tr>
              <th>At</th>
              <th>Message</th>
              <th>Id</th>
              <th>Caused by</th>
            </tr>
          </thead>
          <tbody>
            {turns.map(({ version, at, message }) => (
              <tr key={version} title={traceOf(message)}>
                <td className="mono muted">
                  <Moment at={at} exact />
                </td>
                <td>{message.label}</td>
                <td className="mono muted ellipsis id-cell" title={message.id}>
                  {message.id}
                </td>
                <td className="mono muted ellipsis id-cell" title={message.causationId ?? undefined}>
                  {message.causationId}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Dialog>
  );
}

function IdLine({ name, id, href }: { name: string; id: string; href?: string | undefined }) {
  return (
    <div className="row">
      <span className="muted small nowrap">{name}</span>
      {href ? (
        <a className="mono grow ellipsis link" href={href} target="_blank" rel="noreferrer">
          {id}
        </a>
      ) : (
        <span className="mono grow ellipsis">{id}</span>
      )}
      <CopyButton label={`Copy the ${name.toLowerCase()}`} text={() => id} />
    </div>
  );
}
