import { Link, useLocation } from 'wouter';
import { Button } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Empty } from '../components/empty.tsx';
import { Icon } from '../components/icon.tsx';
import { PageHead } from '../components/page-head.tsx';
import { NAMED_PAGES, rootOf } from './pages.ts';

/** An address that no page has, and the ways out. */
export function NotFoundPage({ onFind }: { onFind(): void }) {
  const [path] = useLocation();
  return (
    <div className="page">
      <PageHead title="Nothing here" />
      <Card>
        <Empty
          icon="search"
          title="No page has this address"
          action={
            <Button small onClick={onFind}>
              Find or do
            </Button>
          }
        >
          <span className="mono">{path}</span> leads nowhere. Ctrl K finds orders, customers and pages.
        </Empty>
        <nav className="ways-out" aria-label="Pages">
          {NAMED_PAGES.map((page) => (
            <Link key={page.path} href={rootOf(page)}>
              <Icon name={page.icon} />
              {page.name}
            </Link>
          ))}
        </nav>
      </Card>
    </div>
  );
}
