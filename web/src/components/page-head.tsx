import { type ReactNode, useEffect } from 'react';
import { Link } from 'wouter';

interface PageHeadProps {
  title: string;
  /** The list that this page belongs to. */
  parent?: { name: string; to: string };
  /** The title is an id. */
  mono?: boolean;
  /** Beside the title: a status, a count, tabs. */
  beside?: ReactNode;
  actions?: ReactNode;
}

/** The page's one h1, and the title of the window. */
export function PageHead({ title, parent, mono, beside, actions }: PageHeadProps) {
  useEffect(() => {
    document.title = `${parent ? `${parent.name.replace(/s$/, '')} ${title}` : title} · Orderly`;
  }, [title, parent]);
  return (
    <div className="page-head">
      {parent && (
        <>
          <Link className="crumb hide-phone" href={parent.to}>
            {parent.name}
          </Link>
          <span className="muted hide-phone" aria-hidden="true">
            /
          </span>
        </>
      )}
      <h1 className={mono ? 'mono-title' : undefined}>{title}</h1>
      {beside}
      {actions && <div className="actions">{actions}</div>}
    </div>
  );
}
