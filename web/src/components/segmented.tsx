import { type KeyboardEvent, type ReactNode, useRef } from 'react';

export interface Segment<Key extends string> {
  key: Key;
  words: ReactNode;
}

interface SegmentedProps<Key extends string> {
  /** What is chosen here, for screen readers. */
  label: string;
  segments: readonly Segment<Key>[];
  chosen: Key;
  onChoose(key: Key): void;
}

/** One of a few views: a tab list. Arrow keys move, as tabs do. The panels are labelled by the page. */
export function Tabs<Key extends string>({ label, segments, chosen, onChoose }: SegmentedProps<Key>) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    const from = segments.findIndex(({ key }) => key === chosen);
    const next = (from + step + segments.length) % segments.length;
    const segment = segments[next];
    if (!segment) return;
    onChoose(segment.key);
    list.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    <div className="segmented" role="tablist" aria-label={label} ref={list}>
      {segments.map(({ key, words }) => (
        <button
          key={key}
          type="button"
          role="tab"
          aria-selected={key === chosen}
          tabIndex={key === chosen ? 0 : -1}
          onClick={() => onChoose(key)}
          onKeyDown={move}
        >
          {words}
        </button>
      ))}
    </div>
  );
}

/** One of a few settings: buttons that stay pressed. */
export function Choice<Key extends string>({ label, segments, chosen, onChoose }: SegmentedProps<Key>) {
  return (
    <fieldset className="segmented" aria-label={label}>
      {segments.map(({ key, words }) => (
        <button key={key} type="button" aria-pressed={key === chosen} onClick={() => onChoose(key)}>
          {words}
        </button>
      ))}
    </fieldset>
  );
}
