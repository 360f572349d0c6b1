import type { ReactNode } from 'react';

/** Names and what they are, two columns. A pair without a value is left out. */
export function KeyValues({ pairs }: { pairs: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="key-values">
      {pairs
        .filter(([, value]) => value !== undefined && value !== null && value !== '')
        .map(([name, value]) => (
          <Pair key={name} name={name} value={value} />
        ))}
    </dl>
  );
}

function Pair({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}
