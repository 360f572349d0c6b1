import { useEffect, useRef, useState } from 'react';
import { Icon } from './icon.tsx';

interface SearchFieldProps {
  /** What is searched, for screen readers: "Search orders". */
  label: string;
  placeholder: string;
  value: string;
  /** Called 250 ms after the last key, and at once for Enter. */
  onSearch(words: string): void;
}

const PAUSE_MS = 250;

/** The search of a page; `/` focuses it. */
export function SearchField({ label, placeholder, value, onSearch }: SearchFieldProps) {
  const [words, setWords] = useState(value);
  const timer = useRef(0);
  useEffect(() => setWords(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (text: string) => {
    clearTimeout(timer.current);
    if (text !== value) onSearch(text);
  };
  return (
    <label className="field grow search-field">
      <Icon name="search" />
      <span className="sr-only">{label}</span>
      <input
        type="search"
        data-key="/"
        placeholder={placeholder}
        value={words}
        onChange={({ target }) => {
          setWords(target.value);
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => search(target.value.trim()), PAUSE_MS);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') search(words.trim());
          if (event.key === 'Escape') {
            if (words) {
              setWords('');
              search('');
            } else event.currentTarget.blur();
          }
        }}
      />
      <span className="kbd" aria-hidden="true">
        /
      </span>
    </label>
  );
}
