import { useState } from 'react';
import { client } from '../../api/client.ts';
import { problemOf, type ShownProblem } from '../../api/problem.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Labelled } from '../../components/labelled.tsx';

interface RegisterDialogProps {
  onRegistered(userId: string): void;
  onClose(): void;
}

/** Registers a user; a customer who has ordered before registers under their id. */
export function RegisterDialog({ onRegistered, onClose }: RegisterDialogProps) {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [customerId, setCustomerId] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ShownProblem>();
  const refusalOf = (path: string) => {
    const found = problem?.errors.find((error) => error.path === path);
    return found && { refused: found.message };
  };

  async function register() {
    setBusy(true);
    setProblem(undefined);
    try {
      const body = {
        name: name.trim(),
        email: email.trim(),
        ...(customerId.trim() && { userId: customerId.trim() }),
      };
      onRegistered((await client.users.register.mutate(body)).userId);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog
      title="Register a user"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            busy={busy}
            disabledBecause={name.trim() && email.trim() ? undefined : 'Enter a name and an e-mail address'}
            onClick={() => void register()}
          >
            Register
          </Button>
        </>
      }
    >
      <form
        className="section stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() && email.trim() && !busy) void register();
        }}
      >
        <Labelled label="Name" {...refusalOf('name')}>
          <input className="input" data-autofocus value={name} onChange={({ target }) => setName(target.value)} />
        </Labelled>
        <Labelled label="E-mail address" {...refusalOf('email')}>
          <input className="input" type="email" value={email} onChange={({ target }) => setEmail(target.value)} />
        </Labelled>
        <Labelled label="Customer id, of who has ordered before (may stay empty)" {...refusalOf('userId')}>
          <input
            className="input mono"
            value={customerId}
            onChange={({ target }) => setCustomerId(target.value)}
          />
        </Labelled>
        {problem && problem.errors.length === 0 && (
          <p className="is-stuck small" role="alert">
            {problem.detail}
          </p>
        )}
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
