import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './button.tsx';

interface DialogProps {
  title: string;
  onClose(): void;
  children: ReactNode;
  /** The buttons at its foot; the one that does it comes last. */
  actions?: ReactNode;
}

/** Asks before something is done, or shows what needs room. Keeps the focus inside and gives it back afterwards. */
export function Dialog({ title, onClose, children, actions }: DialogProps) {
  const id = useId();
  const dialog = useRef<HTMLDivElement>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    const inside = () => [
      ...(dialog.current?.querySelectorAll<HTMLElement>(
        'button:not(:disabled), input, select, textarea, a[href], [tabindex="0"]',
      ) ?? []),
    ];
    (dialog.current?.querySelector<HTMLElement>('[data-autofocus]') ?? inside()[1] ?? inside()[0])?.focus();
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        event.stopPropagation();
        close.current();
      } else if (event.key === 'Tab') {
        const all = inside();
        const edge = event.shiftKey ? all[0] : all.at(-1);
        if (document.activeElement === edge || !dialog.current?.contains(document.activeElement)) {
          event.preventDefault();
          (event.shiftKey ? all.at(-1) : all[0])?.focus();
        }
      }
    };
    document.addEventListener('keydown', onKey, true);
    return () => {
      document.removeEventListener('keydown', onKey, true);
      before?.focus();
    };
  }, []);

  return (
    <div className="scrim" onPointerDown={(event) => event.target === event.currentTarget && onClose()}>
      <div className="dialog" role="dialog" aria-modal="true" aria-labelledby={id} ref={dialog}>
        <header>
          <h2 id={id} className="grow">
            {title}
          </h2>
          <Button kind="quiet" small icon="close" label="Close" onClick={onClose} />
        </header>
        {children}
        {actions && <footer>{actions}</footer>}
      </div>
    </div>
  );
}
