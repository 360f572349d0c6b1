import { Dialog } from '../components/dialog.tsx';
import { bindingsNow } from './keys.ts';
import { NAMED_PAGES } from './pages.ts';

const SHOWN: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};

/** All keys of the console and of the page that is open. */
export function KeysDialog({ onClose }: { onClose(): void }) {
  const rows = [
    { keys: ['Ctrl K'], does: 'Find or do' },
    { keys: ['/'], does: 'Search on this page' },
    { keys: ['F'], does: 'Filter' },
    ...bindingsNow().map(({ keys, does }) => ({ keys: keys.map((key) => SHOWN[key] ?? key.toUpperCase()), does })),
    ...NAMED_PAGES.flatMap(({ key, name }) =>
      key ? [{ keys: [`G ${key.toUpperCase()}`], does: `Go to ${name}` }] : [],
    ),
    { keys: ['?'], does: 'This list' },
    { keys: ['Esc'], does: 'Close' },
  ];
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className="section">
        <dl className="key-values">
          {rows.map(({ keys, does }) => (
            <div key={does} style={{ display: 'contents' }}>
              <dt className="row wrap" style={{ gap: 4 }}>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  );
}
