import { cloneElement, type ReactElement, useId } from 'react';

interface LabelledProps {
  label: string;
  /** What is wrong with what was entered, and what is allowed. */
  refused?: string;
  /** An input, select or textarea. */
  children: ReactElement<{ 'aria-invalid'?: boolean; 'aria-describedby'?: string }>;
}

/** A field with its name above and, below, why its content is refused. */
export function Labelled({ label, refused, children }: LabelledProps) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="labelled">
      <span className="sub-head">{label}</span>
      {refused ? cloneElement(children, { 'aria-invalid': true, 'aria-describedby': id }) : children}
      {refused && (
        <span id={id} className="refused">
          {refused}
        </span>
      )}
    </label>
  );
}
