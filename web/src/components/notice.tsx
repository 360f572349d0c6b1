import type { ReactNode } from 'react';
import { Glyph } from './icon.tsx';

interface NoticeProps {
  kind?: 'stuck' | 'warning' | 'good';
  /** One sentence: what is so. */
  title: string;
  /** Why, and what it means. */
  children?: ReactNode;
  /** The fix, one primary button. */
  action?: ReactNode;
}

const GLYPH = { stuck: 'stuck', warning: 'compensating', good: 'confirmed' } as const;

/** Says why, then offers the fix. */
export function Notice({ kind = 'stuck', title, children, action }: NoticeProps) {
  return (
    <div className={kind === 'stuck' ? 'notice' : `notice ${kind}`} role="status">
      <Glyph name={GLYPH[kind]} />
      <span>
        <b>{title}</b> <span className="secondary">{children}</span>
      </span>
      {action && <span className="actions">{action}</span>}
    </div>
  );
}
