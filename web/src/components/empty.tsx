import type { ReactNode } from 'react';
import { problemOf } from '../api/problem.ts';
import { Button } from './button.tsx';
import { Glyph, Icon } from './icon.tsx';
import type { IconName } from './sprite.tsx';

interface EmptyProps {
  icon: IconName;
  title: string;
  /** What would appear here, or what was searched. */
  children: ReactNode;
  action?: ReactNode;
}

/** Nothing here yet, or nothing that matches. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div className="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}

/** What could not be read, what is safe, what to do; then the code, small. `what` begins the sentence: "Orders". */
export function Failed({ what, error, onRetry }: { what: string; error: unknown; onRetry?(): void }) {
  const { detail, code, status, correlationId } = problemOf(error);
  return (
    <div className="empty" role="alert">
      <span className="is-stuck">
        <Glyph name="stuck" />
      </span>
      <h2>{what} cannot be read</h2>
      <p>{detail}</p>
      {onRetry && (
        <Button small onClick={onRetry}>
          Try again
        </Button>
      )}
      <span className="muted tiny mono">{[status, code, correlationId].filter(Boolean).join(' · ')}</span>
    </div>
  );
}
