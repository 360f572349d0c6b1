import { Component, type ReactNode, Suspense } from 'react';
import { Button } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Empty } from '../components/empty.tsx';
import { Skeleton } from '../components/skeleton.tsx';

/** The place of a page while its code is loaded, and what stands there when that, or the page itself, fails. */
export function PageFrame({ children }: { children: ReactNode }) {
  return (
    <div className="page">
      <Boundary>
        <Suspense
          fallback={
            <Card>
              <Skeleton what="the page" />
            </Card>
          }
        >
          {children}
        </Suspense>
      </Boundary>
    </div>
  );
}

class Boundary extends Component<{ children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Card>
        <h1 className="sr-only">This page failed</h1>
        <Empty
          icon="close"
          title="This page failed"
          action={
            <Button small onClick={() => location.reload()}>
              Load it again
            </Button>
          }
        >
          Nothing of what it shows is lost. {error.message}
        </Empty>
      </Card>
    );
  }
}
