import { useId, useRef, useState } from 'react';
import { Json } from '../../components/json.tsx';
import { Choice } from '../../components/segmented.tsx';

interface PayloadEditorProps {
  original: Readonly<Record<string, unknown>>;
  /** The text as it is edited. */
  text: string;
  /** Why the text is no payload. */
  refused: string | undefined;
  onEdit(text: string): void;
}

export function asText(payload: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(payload, undefined, 2);
}

/** Why a text is no payload, or the payload. */
export function parsePayload(text: string): { payload: Record<string, unknown> } | { refused: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return { payload: value as Record<string, unknown> };
    return { refused: 'A payload is an object: { … }.' };
  } catch (error) {
    return { refused: `This is no JSON yet: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The payload as text; lines that differ from the original are tinted, and the original lines stand above them. */
export function PayloadEditor({ original, text, refused, onEdit }: PayloadEditorProps) {
  const [view, setView] = useState<'edit' | 'original'>('edit');
  const before = asText(original);
  const lines = text.split('\n');
  const known = new Set(before.split('\n'));
  const backdrop = useRef<HTMLPreElement>(null);
  const reason = useId();
  const removed = before.split('\n').filter((line) => !lines.includes(line));
  return (
    <div className="stack payload">
      <div className="row between">
        <span className="strong">Payload</span>
        <span className="row">
          {text !== before && (
            <button type="button" className="button quiet small" onClick={() => onEdit(before)}>
              Undo the edit
            </button>
          )}
          <Choice<'edit' | 'original'>
            label="Payload"
            segments={[
              { key: 'edit', words: 'Edit' },
              { key: 'original', words: 'Original' },
            ]}
            chosen={view}
            onChoose={setView}
          />
        </span>
      </div>
      {view === 'original' ? (
        <Json value={original} label="Original payload" />
      ) : (
        <div className="payload-editor">
          <pre className="code" aria-hidden="true" ref={backdrop}>
            {lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
              <span key={index} className={known.has(line) ? undefined : 'added'}>
                {line || ' '}
              </span>
            ))}
          </pre>
          <textarea
            className="code"
            aria-label="Payload"
            spellCheck={false}
            wrap="off"
            rows={lines.length}
            value={text}
            aria-invalid={refused !== undefined || undefined}
            aria-describedby={refused === undefined ? undefined : reason}
            onChange={({ target }) => onEdit(target.value)}
            onScroll={({ currentTarget }) => {
              if (backdrop.current) backdrop.current.scrollLeft = currentTarget.scrollLeft;
            }}
          />
        </div>
      )}
      {refused && (
        <span id={reason} className="is-stuck small">
          {refused}
        </span>
      )}
      {view === 'edit' && removed.length > 0 && !refused && (
        <section className="diff payload-was" aria-label="Lines that were there before">
          {removed.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            <div className="removed" key={index}>
              <i aria-hidden="true">-</i>
              <span>{line.trim()}</span>
            </div>
          ))}
        </section>
      )}
    </div>
  );
}
