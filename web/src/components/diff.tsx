/** One line: added, removed, or unchanged beside them. */
export interface DiffLine {
  sign: '+' | '-' | ' ';
  /** `payment.charge: "ch_5d02"` */
  text: string;
}

const KIND = { '+': 'added', '-': 'removed', ' ': undefined } as const;
const WORD = { '+': 'added ', '-': 'removed ', ' ': '' } as const;

/** What changed, by flat path. */
export function Diff({ lines, label }: { lines: readonly DiffLine[]; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by key
    <section className="diff" tabIndex={0} aria-label={label}>
      {lines.map(({ sign, text }) => (
        <div key={sign + text} className={KIND[sign]}>
          <i aria-hidden="true">{sign}</i>
          <span>
            <span className="sr-only">{WORD[sign]}</span>
            {text}
          </span>
        </div>
      ))}
    </section>
  );
}
