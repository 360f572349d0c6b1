import { type ReactNode, useId } from 'react';

interface CardProps {
  /** Its heading; a card without one has its own header in `head`. */
  title?: ReactNode;
  /** Small words or controls at the right end of the header. */
  end?: ReactNode;
  head?: ReactNode;
  children?: ReactNode;
  /** For content that reaches the corners, such as tables. */
  clipped?: boolean;
  id?: string;
}

export function Card({ title, end, head, children, clipped, id }: CardProps) {
  const heading = useId();
  return (
    <section className={clipped ? 'card clipped' : 'card'} aria-labelledby={title ? heading : undefined} id={id}>
      {(title || head) && (
        <header>
          {title && <h2 id={heading}>{title}</h2>}
          {head}
          {end && <div className="end">{end}</div>}
        </header>
      )}
      {children}
    </section>
  );
}
