import { useState } from 'react';
import { Dialog } from '../components/dialog.tsx';
import { Icon } from '../components/icon.tsx';
import { count } from '../words/amount.ts';
import { NavLink } from './nav-link.tsx';
import { NAMED_PAGES, rootOf } from './pages.ts';
import type { NeedsAPerson } from './use-needs-a-person.ts';

/** The four pages that a phone's bar has room for; the others are behind "More". */
const FIRST = ['Orders', 'Fleet', 'Dead letters', 'Shop'];

export function BottomBar({ counts }: { counts: NeedsAPerson }) {
  const [more, setMore] = useState(false);
  return (
    <>
      <nav className="bottom-bar" aria-label="Main, phone">
        {FIRST.flatMap((name) => NAMED_PAGES.filter((page) => page.name === name)).map((page) => (
          <NavLink key={page.path} to={rootOf(page)}>
            <Icon name={page.icon} />
            {page.name === 'Dead letters' ? 'Dead' : page.name}
            {page.name === 'Dead letters' && !!counts.deadLetters && (
              <span className="bubble">{count(counts.deadLetters)}</span>
            )}
          </NavLink>
        ))}
        <button type="button" aria-haspopup="dialog" onClick={() => setMore(true)}>
          <Icon name="more" />
          More
        </button>
      </nav>
      {more && (
        <Dialog title="All pages" onClose={() => setMore(false)}>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: follows the links inside */}
          <div className="nav-group section" onClick={() => setMore(false)}>
            {NAMED_PAGES.map((page) => (
              <NavLink key={page.path} to={rootOf(page)}>
                <Icon name={page.icon} />
                {page.name}
              </NavLink>
            ))}
          </div>
        </Dialog>
      )}
    </>
  );
}
