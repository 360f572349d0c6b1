import { useMutation } from '@tanstack/react-query';
import { trpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { tell, tellError } from '../../components/toast.tsx';

export function CancelDialog({ orderId, onClose }: { orderId: string; onClose(): void }) {
  const cancel = useMutation(
    trpc.orders.cancel.mutationOptions({
      onSuccess: ({ status }) => tell(status === 'pending' ? 'It is being cancelled.' : 'It is cancelled.'),
      onError: tellError,
      onSettled: onClose,
    }),
  );
  return (
    <Dialog
      title="Cancel this order"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button kind="destructive" busy={cancel.isPending} onClick={() => cancel.mutate({ orderId })}>
            Cancel order
          </Button>
        </>
      }
    >
      <p className="section">What was done is undone, step by step. That cannot be taken back.</p>
    </Dialog>
  );
}
