import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from 'react';
import { useSearch } from 'wouter';
import { Toasts } from '../components/toast.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { KeysDialog } from './keys-dialog.tsx';
import { Sidebar } from './sidebar.tsx';
import { TopBar } from './top-bar.tsx';
import { useNeedsAPerson } from './use-needs-a-person.ts';
import { useWindowKeys } from './window-keys.ts';

const loadPalette = () => import('../palette/palette.tsx');
const Palette = lazy(loadPalette);
/** Fetched once the page has settled, so that the first key typed into it is not lost. */
const FETCH_PALETTE_MS = 1_500;

/** Everything around the pages: navigation, connection, palette, keys. */
export function Shell({ children }: { children(openPalette: () => void): ReactNode }) {
  const [palette, setPalette] = useState(new URLSearchParams(useSearch()).has('palette'));
  const [keys, setKeys] = useState(false);
  const openPalette = useCallback(() => setPalette(true), []);
  useWindowKeys(openPalette, () => setKeys(true));
  const counts = useNeedsAPerson();
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), FETCH_PALETTE_MS);
    return () => clearTimeout(timer);
  }, []);

  return (
    <>
      <a className="skip-link" href="#main">
        Skip to content
      </a>
      <div className="shell">
        <Sidebar counts={counts} onFind={openPalette} />
        <main id="main" tabIndex={-1}>
          <TopBar onFind={openPalette} />
          <ConnectionBanner />
          {children(openPalette)}
        </main>
        <BottomBar counts={counts} />
      </div>
      <div id="announcer" className="sr-only" role="status" aria-live="polite" />
      <Toasts />
      {palette && (
        <Suspense>
          <Palette onClose={() => setPalette(false)} />
        </Suspense>
      )}
      {keys && <KeysDialog onClose={() => setKeys(false)} />}
    </>
  );
}
