import { useLocation } from 'wouter';
import { deadLetterPath, fleetPath } from '../address/places.ts';
import { go } from '../address/use-params.ts';
import { bindingsNow } from '../app/keys.ts';
import { NAMED_PAGES, rootOf } from '../app/pages.ts';
import { switchTheme, themeNow } from '../app/theme.ts';
import { tell } from '../components/toast.tsx';
import { TOOLS } from '../pages/tools/tools.ts';
import { shortId } from '../words/id.ts';
import type { Group, Option } from './options.ts';

const SHOWN_KEYS: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
};
/** Moving through a page is done by its keys; nobody looks for it by words. */
const MOVES = new Set(['j', 'k', '[', ']', 'Enter', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']);

/** What can be done on the page that is open. */
export function useActions(): Group {
  const [path] = useLocation();
  const [, type, id] = /^\/([a-z-]+)\/([^/]+)/.exec(path) ?? [];
  const open = id && type !== 'fleet' ? decodeURIComponent(id) : undefined;
  const bound = bindingsNow()
    .filter(({ keys }) => !keys.some((key) => MOVES.has(key)))
    .map(
      (binding): Option => ({
        id: `do ${binding.does}`,
        icon: 'command',
        words: binding.does,
        keys: binding.keys.slice(0, 1).map((key) => SHOWN_KEYS[key] ?? key.toUpperCase()),
        run: () => binding.run(new KeyboardEvent('keydown', { key: binding.keys[0] })),
      }),
    );
  const copy: Option[] = open
    ? [
        {
          id: 'copy',
          icon: 'copy',
          words: 'Copy the full id',
          run: () => {
            void navigator.clipboard.writeText(open).then(() => tell(`${open} is copied.`));
          },
        },
      ]
    : [];
  return { title: open ? `Do to ${shortId(open)}` : 'Do here', options: [...bound, ...copy] };
}

/** Every page, and what the server offers besides. */
export function places(): Group {
  const pages = NAMED_PAGES.map(
    (page): Option => ({
      id: `go ${page.path}`,
      icon: page.icon,
      words: page.name,
      ...(page.key && { keys: ['G', page.key.toUpperCase()] }),
      run: () => go(rootOf(page)),
    }),
  );
  const tools = TOOLS.flatMap(({ links }) =>
    links.map(
      ({ href, name, about }): Option => ({
        id: `open ${href}`,
        icon: 'open',
        words: name,
        about,
        end: href,
        run: () => void window.open(href, '_blank', 'noreferrer'),
      }),
    ),
  );
  const machines = ['order', 'payment', 'signal'].map(
    (machine): Option => ({
      id: `fleet ${machine}`,
      icon: 'fleet',
      words: `Fleet, ${machine} machine`,
      run: () => go(fleetPath(machine)),
    }),
  );
  return { title: 'Go to', options: [...pages, ...machines, ...tools] };
}

/** What concerns the whole console. */
export function settings(): Group {
  const other = themeNow() === 'dark' ? 'Light' : 'Dark';
  return {
    title: 'Console',
    options: [
      { id: 'theme', icon: 'moon', words: `${other} theme`, run: switchTheme },
      { id: 'place', icon: 'add', words: 'Place an order', run: () => go('/shop') },
      { id: 'fix', icon: 'dead-letter', words: 'Fix dead letters', run: () => go(deadLetterPath()) },
    ],
  };
}
