import { useQuery } from '@tanstack/react-query';
import { trpc } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Failed } from '../../components/empty.tsx';
import { Skeleton } from '../../components/skeleton.tsx';

/** Its history as a jest test. */
export function ExportDialog({ orderId, onClose }: { orderId: string; onClose(): void }) {
  const { data, error, refetch } = useQuery(trpc.actors.exportTest.queryOptions({ type: 'order', id: orderId }));
  return (
    <Dialog
      title={data ? data.fileName : 'Export test'}
      onClose={onClose}
      actions={
        data && (
          <>
            <CopyButton label="Copy" text={() => data.source}>
              Copy
            </CopyButton>
            <Button kind="primary" small onClick={() => save(data.fileName, data.source)}>
              Save file
            </Button>
          </>
        )
      }
    >
      <div className="section">
        {error && <Failed what="The test" error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton what="the test" />}
        {data && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by key
          <section className="code exported" tabIndex={0} aria-label="Test">
            {data.source}
          </section>
        )}
      </div>
    </Dialog>
  );
}

function save(fileName: string, source: string): void {
  const url = URL.createObjectURL(new Blob([source], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
