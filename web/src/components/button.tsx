import type { MouseEventHandler, ReactNode } from 'react';
import { Link } from 'wouter';
import { Icon } from './icon.tsx';
import type { IconName } from './sprite.tsx';

interface Look {
  kind?: 'primary' | 'plain' | 'quiet' | 'destructive';
  small?: boolean;
  icon?: IconName;
  /** The words of a button that shows its icon only. */
  label?: string;
  children?: ReactNode;
}

interface ButtonProps extends Look {
  onClick?: MouseEventHandler<HTMLButtonElement>;
  type?: 'button' | 'submit';
  /** Why it cannot be pressed, in words; it stays focusable, so that the reason can be read. */
  disabledBecause?: string;
  disabled?: boolean;
  /** Work is under way; the button keeps its width and takes no second press. */
  busy?: boolean;
  expanded?: boolean;
  id?: string;
}

function classOf({ kind = 'plain', small, label, children }: Look): string {
  const classes = ['button', kind !== 'plain' && kind, small && 'small', label && !children && 'icon-only'];
  return classes.filter(Boolean).join(' ');
}

/** What does something. What leads somewhere is a {@link ButtonLink}. */
export function Button(props: ButtonProps) {
  const { icon, label, children, onClick, type = 'button', disabledBecause, disabled, busy, expanded, id } = props;
  const off = disabledBecause !== undefined || busy;
  return (
    <button
      id={id}
      type={type}
      className={classOf(props)}
      onClick={off ? (event) => event.preventDefault() : onClick}
      disabled={disabled}
      aria-disabled={disabledBecause !== undefined || undefined}
      aria-busy={busy || undefined}
      aria-expanded={expanded}
      aria-label={label}
      title={disabledBecause ?? (children ? undefined : label)}
    >
      {busy && <span className="busy-mark" aria-hidden="true" />}
      <span className="button-face">
        {icon && <Icon name={icon} />}
        {children}
      </span>
      {disabledBecause && <span className="sr-only">{disabledBecause}</span>}
    </button>
  );
}

/** A link that looks like a button. `external` opens a page that is not the console's. */
export function ButtonLink(props: Look & { to: string; external?: boolean; disabledBecause?: string }) {
  const { icon, label, children, to, external, disabledBecause } = props;
  const face = (
    <span className="button-face">
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
  if (disabledBecause !== undefined) return <Button {...props} />;
  if (external)
    return (
      <a className={classOf(props)} href={to} target="_blank" rel="noreferrer" aria-label={label} title={label}>
        {face}
      </a>
    );
  return (
    <Link className={classOf(props)} href={to} aria-label={label} title={label}>
      {face}
    </Link>
  );
}
