import { useState } from 'react';
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

interface FilterChipsProps {
  filters: readonly Filter[];
  /** What is chosen, by key; a filter without a value is not shown as a chip. */
  chosen: Readonly<Record<string, string | undefined>>;
  onChoose(key: string, value: string | undefined): void;
}

/** The filters that are on, each with its ×, and "+ Filter" for the others. */
export function FilterChips({ filters, chosen, onChoose }: FilterChipsProps) {
  const [open, setOpen] = useState(false);
  const wordsOf = ({ key, options }: Filter) =>
    options.find(({ value }) => value === chosen[key])?.words ?? chosen[key];
  return (
    <>
      {filters
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
        ))}
      <Menu
        open={open}
        onClose={() => setOpen(false)}
        label="Filters"
        opener={
          <button
            type="button"
            className="chip add"
            data-key="f"
            aria-haspopup="true"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <Icon name="add" />
            Filter
          </button>
        }
      >
        {filters
          .filter(({ options }) => options.length > 0)
          .map((filter) => (
            <section key={filter.key} aria-label={filter.name}>
              <h3>{filter.name}</h3>
              {filter.options.map(({ value, words }) => (
                <button
                  key={value}
                  type="button"
                  aria-pressed={chosen[filter.key] === value}
                  onClick={() => {
                    setOpen(false);
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
    </>
  );
}
