/** A value as indented JSON, focusable where it scrolls. */
export function Json({ value, label }: { value: unknown; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by key
    <section className="code" tabIndex={0} aria-label={label}>
      {JSON.stringify(value, undefined, 2)}
    </section>
  );
}
