import { Button } from '../components/button.tsx';
import { Icon, Mark } from '../components/icon.tsx';
import { useConnection } from '../live/use-connection.ts';
import { count, counted } from '../words/amount.ts';
import { NavLink } from './nav-link.tsx';
import { NAMED_PAGES, type NamedPage, rootOf } from './pages.ts';
import { SandboxLabel } from './sandbox-label.tsx';
import { switchTheme } from './theme.ts';
import type { NeedsAPerson } from './use-needs-a-person.ts';

const GROUPS = ['main', 'Fix', 'Look up', 'Try'] as const;
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

interface SidebarProps {
  counts: NeedsAPerson;
  onFind(): void;
}

/** The navigation: 208 px wide, a rail of icons on narrower windows. */
export function Sidebar({ counts, onFind }: SidebarProps) {
  return (
    <aside className="sidebar">
      <div className="brand">
        <Mark />
        <span className="label">Orderly</span>
        <SandboxLabel className="label" />
      </div>
      <button type="button" className="finder" onClick={onFind} title="Find or do, Ctrl K">
        <Icon name="search" />
        <span className="label">Find or do</span>
        <kbd className="label">{IS_MAC ? '⌘ K' : 'Ctrl K'}</kbd>
      </button>
      <nav aria-label="Main" className="nav-groups">
        {GROUPS.map((group) => (
          <div className="nav-group" key={group}>
            {group !== 'main' && <h2 className="label">{group}</h2>}
            <ul>
              {NAMED_PAGES.filter((page) => page.group === group).map((page) => (
                <Entry key={page.path} page={page} counts={counts} />
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <div className="sidebar-foot">
        {import.meta.env.DEV && (
          <div className="nav-group" style={{ margin: '0 -8px' }}>
            <NavLink to="/parts" title="States and parts">
              <Icon name="filter" />
              <span className="label">States and parts</span>
            </NavLink>
          </div>
        )}
        <LiveLine perMinute={counts.ordersPerMinute} />
        <div className="row between">
          <span className="small muted label">{location.host}</span>
          <Button kind="quiet" small icon="moon" label="Switch theme" onClick={switchTheme} />
        </div>
      </div>
    </aside>
  );
}

function Entry({ page, counts }: { page: NamedPage; counts: NeedsAPerson }) {
  const { name, icon } = page;
  const words = name === 'Orders' ? stuckWords(counts.stuckOrders) : countWords(counts.deadLetters);
  const shown = (name === 'Orders' || name === 'Dead letters') && words;
  return (
    <li>
      <NavLink to={rootOf(page)} title={name}>
        <Icon name={icon} />
        <span className="label">{name}</span>
        {shown && <span className="nav-count">{shown}</span>}
      </NavLink>
    </li>
  );
}

function countWords(many: number | undefined): string | undefined {
  return many ? count(many) : undefined;
}

function stuckWords(stuck: number | undefined): string | undefined {
  return stuck ? `${count(stuck)} stuck` : undefined;
}

function LiveLine({ perMinute }: { perMinute: number | undefined }) {
  const { kind } = useConnection();
  const live = perMinute === undefined ? 'Live' : `Live, ${counted(Math.round(perMinute), 'order')} / min`;
  return (
    <div className="row small secondary">
      <span className={kind === 'lost' ? 'live-dot lost' : 'live-dot'} />
      <span className="label">{kind === 'lost' ? 'Reconnecting' : live}</span>
    </div>
  );
}
