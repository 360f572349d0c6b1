import { type ReactNode, useCallback, useState } from 'react';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';

export interface FilterOption {
  /** The value in the address. */
  value: string;
  words: string;
}

export interface Filter {
  /** The parameter in the address. */
  key: string;
  name: string;
  /** None: it is chosen elsewhere, and only shown and removed here. */
  options: readonly FilterOption[];
}

export interface FilterChoices {
  filters: readonly Filter[];
  /** What is chosen, by key; a filter without a value is not shown as a chip. */
  chosen: Readonly<Record<string, string | undefined>>;
  onChoose(key: string, value: string | undefined): void;
}

/** The filters that are on, each with its ×, and "+ Filter" for the others. */
export function FilterChips(choices: FilterChoices) {
  return (
    <>
      <ChosenFilters {...choices} />
      <FilterMenu {...choices} className="chip add">
        <Icon name="add" />
        Filter
      </FilterMenu>
    </>
  );
}

/** The filters that are on, each with its ×. */
export function ChosenFilters({ filters, chosen, onChoose }: FilterChoices) {
  const wordsOf = ({ key, options }: Filter) =>
    options.find(({ value }) => value === chosen[key])?.words ?? chosen[key];
  return filters
    .filter(({ key }) => chosen[key] !== undefined)
    .map((filter) => (
      <button
        key={filter.key}
        type="button"
        className="chip"
        aria-label={`Remove filter: ${filter.name} ${wordsOf(filter)}`}
        onClick={() => onChoose(filter.key, undefined)}
      >
        {filter.name} <b>{wordsOf(filter)}</b> <Icon name="close" />
      </button>
    ));
}

interface FilterMenuProps extends FilterChoices {
  /** Of the button that opens it. */
  className: string;
  /** What is on that button. */
  children: ReactNode;
  /** Above the options: a field to search by. `close` closes the menu. */
  field?(close: () => void): ReactNode;
  /** The panel ends where its button ends. */
  end?: boolean;
}

/** A button, and under it everything that one may choose from. `F` presses it, and `/` where there is a field. */
export function FilterMenu({ filters, chosen, onChoose, className, children, field, end }: FilterMenuProps) {
  const [open, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  return (
    <Menu
      open={open}
      onClose={close}
      label="Filters"
      end={end}
      opener={
        <button
          type="button"
          className={className}
          data-key={field ? 'f /' : 'f'}
          aria-haspopup="true"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {children}
        </button>
      }
    >
      {field?.(close)}
      {filters
        .filter(({ options }) => options.length > 0)
        .map((filter) => (
          <section key={filter.key} aria-label={filter.name}>
            <p aria-hidden="true">{filter.name}</p>
            {filter.options.map(({ value, words }) => (
              <button
                key={value}
                type="button"
                aria-pressed={chosen[filter.key] === value}
                onClick={() => {
                  close();
                  onChoose(filter.key, value);
                }}
              >
                {words}
                {chosen[filter.key] === value && (
                  <span className="push">
                    <Icon name="tick" />
                  </span>
                )}
              </button>
            ))}
          </section>
        ))}
    </Menu>
  );
}
