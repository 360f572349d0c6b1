import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';

/** A link of the navigation: marked where its page, or one below it, is open. */
export function NavLink({ to, title, children }: { to: string; title?: string; children: ReactNode }) {
  const [path] = useLocation();
  const current = path === to || path.startsWith(`${to}/`);
  return (
    <Link href={to} title={title} aria-current={current ? 'page' : undefined}>
      {children}
    </Link>
  );
}
