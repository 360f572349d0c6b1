import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Glyph, Icon } from '../components/icon.tsx';
import { places, settings, useActions } from './commands.ts';
import { fits, type Group, type Option } from './options.ts';
import './palette.css';
import { useFound } from './use-found.tsx';

/** Without a query there is room for these. */
const FIRST_PLACES = 11;

/** Finds orders, customers and pages, and does what the open page can do. `>` shows commands only. */
export default function Palette({ onClose }: { onClose(): void }) {
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const commandsOnly = typed.startsWith('>');
  const query = typed.replace(/^>/, '').trim();
  const actions = useActions();
  const { groups: found, isSearching } = useFound(commandsOnly ? '' : query);
  const groups = [
    ...found,
    matching(actions, query),
    matching(settings(), query || commandsOnly ? query : '\u0000'),
    ...(commandsOnly ? [] : [matching(places(), query, query ? undefined : FIRST_PLACES)]),
  ].filter(({ options }) => options.length > 0);
  const options = groups.flatMap((group) => group.options);
  const current = options[Math.min(chosen, options.length - 1)];

  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    input.current?.focus();
    return () => before?.focus();
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query begins at the top
  useEffect(() => setChosen(0), [typed]);
  useEffect(() => {
    if (current) document.getElementById(domId(current))?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  const run = (option: Option) => {
    onClose();
    // After the focus is back where it was, so that what runs may move it.
    requestAnimationFrame(() => option.run());
  };
  const onKey = (event: KeyboardEvent) => {
    const last = options.length - 1;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'ArrowDown') setChosen(Math.min(chosen, last) >= last ? 0 : chosen + 1);
    else if (event.key === 'ArrowUp') setChosen(chosen <= 0 ? last : Math.min(chosen, last) - 1);
    else if (event.key === 'Tab') setChosen(nextGroup(groups, current, event.shiftKey ? -1 : 1));
    else if (event.key === 'Enter' && current) run(current);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="scrim" onPointerDown={(event) => event.target === event.currentTarget && onClose()}>
      <div className="palette" role="dialog" aria-modal="true" aria-label="Command palette" onKeyDown={onKey}>
        <div className="query">
          <Icon name="search" />
          <input
            ref={input}
            aria-label="Search or command"
            role="combobox"
            aria-expanded="true"
            aria-controls="palette-options"
            aria-activedescendant={current && domId(current)}
            autoComplete="off"
            spellCheck={false}
            placeholder="Order, customer, page or command"
            value={typed}
            onChange={({ target }) => setTyped(target.value)}
          />
          <kbd>Esc</kbd>
        </div>
        <div id="palette-options" role="listbox" aria-label="Results" className="results" ref={list} tabIndex={-1}>
          {groups.map(({ title, options: each }) => (
            // biome-ignore lint/a11y/useSemanticElements: options of a listbox are grouped so
            <div key={title} role="group" aria-label={title}>
              <div className="group-name" aria-hidden="true">
                {title}
              </div>
              {each.map((option) => (
                <Line
                  key={option.id}
                  option={option}
                  chosen={option === current}
                  onPoint={() => setChosen(options.indexOf(option))}
                  onRun={() => run(option)}
                />
              ))}
            </div>
          ))}
          {options.length === 0 && (
            <p className="nothing muted" role="status">
              {isSearching
                ? 'Searching'
                : `Nothing begins with "${query}". Ids, names and e-mail addresses are searched by their beginning.`}
            </p>
          )}
        </div>
        <footer>
          <span>
            <kbd>↑</kbd> <kbd>↓</kbd> move
          </span>
          <span>
            <kbd>Enter</kbd> open
          </span>
          <span>
            <kbd>Tab</kbd> next group
          </span>
          <span className="push">
            Type <b>&gt;</b> for commands only
          </span>
        </footer>
      </div>
    </div>
  );
}

interface LineProps {
  option: Option;
  chosen: boolean;
  onPoint(): void;
  onRun(): void;
}

function Line({ option, chosen, onPoint, onRun }: LineProps) {
  const { state, icon, words, about, keys, end } = option;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the combobox keeps the focus and handles the keys
    <div
      id={domId(option)}
      role="option"
      aria-selected={chosen}
      className="line"
      onPointerMove={onPoint}
      onClick={onRun}
    >
      {state ? (
        <span className={`is-${state}`}>
          <Glyph name={state} />
        </span>
      ) : (
        icon && <Icon name={icon} />
      )}
      <span className="ellipsis">{words}</span>
      {about && <span className="muted ellipsis about">{about}</span>}
      <span className="end">
        {keys?.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
        {end}
      </span>
    </div>
  );
}

function domId({ id }: Option): string {
  return `palette-${id.replace(/[^\w-]/g, '_')}`;
}

function matching({ title, options }: Group, query: string, most?: number): Group {
  const some = options.filter(({ words, about, id }) =>
    fits(`${typeof words === 'string' ? words : id} ${about ?? ''}`, query),
  );
  return { title, options: most === undefined ? some : some.slice(0, most) };
}

/** The place of the first option of the next group. */
function nextGroup(groups: readonly Group[], current: Option | undefined, by: 1 | -1): number {
  const at = groups.findIndex(({ options }) => current && options.includes(current));
  const next = groups[(at + by + groups.length) % groups.length];
  const options = groups.flatMap((group) => group.options);
  return next?.options[0] ? options.indexOf(next.options[0]) : 0;
}
