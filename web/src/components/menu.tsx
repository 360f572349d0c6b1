import { type ReactNode, useEffect, useRef } from 'react';

interface MenuProps {
  open: boolean;
  onClose(): void;
  label: string;
  /** The button that opens it; focus returns there. */
  opener: ReactNode;
  /** It ends where its button ends, instead of beginning where that begins. */
  end?: boolean | undefined;
  children: ReactNode;
}

/** A small panel under its button. Arrow keys move between its buttons and fields; Escape or a click elsewhere closes it. */
export function Menu({ open, onClose, label, opener, end, children }: MenuProps) {
  const anchor = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!open) return;
    const root = anchor.current;
    const buttons = () => [...(root?.querySelectorAll<HTMLElement>('.menu :is(button, input)') ?? [])];
    buttons()[0]?.focus();
    const close = (returnFocus: boolean) => {
      onClose();
      if (returnFocus) root?.querySelector<HTMLElement>(':scope > button')?.focus();
    };
    const onPointer = (event: PointerEvent) => {
      if (!root?.contains(event.target as Node)) close(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        close(true);
      } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        const all = buttons();
        const at = all.indexOf(document.activeElement as HTMLElement);
        all[(at + (event.key === 'ArrowDown' ? 1 : -1) + all.length) % all.length]?.focus();
      }
    };
    document.addEventListener('pointerdown', onPointer);
    document.addEventListener('keydown', onKey, true);
    return () => {
      // What had the focus is gone with the panel.
      if (document.activeElement === document.body) root?.querySelector<HTMLElement>(':scope > button')?.focus();
      document.removeEventListener('pointerdown', onPointer);
      document.removeEventListener('keydown', onKey, true);
    };
  }, [open, onClose]);

  return (
    <div className="menu-anchor" ref={anchor}>
      {opener}
      {open && (
        <section className={end ? 'menu end' : 'menu'} aria-label={label}>
          {children}
        </section>
      )}
    </div>
  );
}
