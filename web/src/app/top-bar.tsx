import { Link, useLocation } from 'wouter';
import { Button } from '../components/button.tsx';
import { Icon, Mark } from '../components/icon.tsx';
import { useConnection } from '../live/use-connection.ts';
import { NAMED_PAGES, rootOf } from './pages.ts';
import { SandboxLabel } from './sandbox-label.tsx';
import { switchTheme } from './theme.ts';

/** The bar at the top on a phone: where one is, whether it is live, search and theme. */
export function TopBar({ onFind }: { onFind(): void }) {
  const [path] = useLocation();
  const { kind } = useConnection();
  const parent = NAMED_PAGES.find((page) => path.startsWith(`${rootOf(page)}/`) && rootOf(page) === '/orders');
  return (
    <div className="top-bar">
      {parent ? (
        <Link href={rootOf(parent)} className="row strong" style={{ gap: 4 }}>
          <Icon name="previous" />
          {parent.name}
        </Link>
      ) : (
        <span className="brand">
          <Mark />
          Orderly
          <SandboxLabel />
        </span>
      )}
      <span className="grow" />
      <span className={kind === 'lost' ? 'live-dot lost' : 'live-dot'} />
      <span className="small muted">{kind === 'lost' ? 'Reconnecting' : 'Live'}</span>
      <Button kind="quiet" icon="search" label="Find or do" onClick={onFind} />
      <Button kind="quiet" icon="moon" label="Switch theme" onClick={switchTheme} />
    </div>
  );
}
