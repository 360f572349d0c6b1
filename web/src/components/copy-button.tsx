import { useState } from 'react';
import { Button } from './button.tsx';

/** Copies text; says so for two seconds. */
export function CopyButton({ label, text, children }: { label: string; text: () => string; children?: string }) {
  const [copied, setCopied] = useState(false);
  return (
    <Button
      kind={children ? 'plain' : 'quiet'}
      small
      icon={copied ? 'tick' : 'copy'}
      label={copied ? 'Copied' : label}
      onClick={async () => {
        await navigator.clipboard.writeText(text());
        setCopied(true);
        setTimeout(() => setCopied(false), 2_000);
      }}
    >
      {children}
    </Button>
  );
}
