import { useState } from 'react';
import { client } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { tellError } from '../../components/toast.tsx';

/** Sends a value to all processors. */
export function SendSignal({ onSent }: { onSent(signalId: string): void }) {
  const [text, setText] = useState('10');
  const [busy, setBusy] = useState(false);
  const value = Number(text.replace(',', '.'));
  const refused = text.trim() === '' || !Number.isFinite(value) ? 'Enter a number' : undefined;

  async function send() {
    setBusy(true);
    try {
      const { signalId } = await client.signals.submit.mutate({ value });
      onSent(signalId);
    } catch (error) {
      tellError(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className="row send-signal"
      onSubmit={(event) => {
        event.preventDefault();
        if (!refused && !busy) void send();
      }}
    >
      <label className="field">
        <span>Value</span>
        <input
          value={text}
          inputMode="decimal"
          aria-invalid={refused !== undefined || undefined}
          onChange={({ target }) => setText(target.value)}
        />
      </label>
      <Button kind="primary" type="submit" busy={busy} disabledBecause={refused}>
        Send signal
      </Button>
    </form>
  );
}
