import { ButtonLink } from '../components/button.tsx';
import { Card } from '../components/card.tsx';
import { Empty } from '../components/empty.tsx';
import { PageHead } from '../components/page-head.tsx';

export function NotFoundPage() {
  return (
    <div className="page">
      <PageHead title="Nothing here" />
      <Card>
        <Empty
          icon="search"
          title="No page has this address"
          action={
            <ButtonLink small to="/orders">
              Orders
            </ButtonLink>
          }
        >
          Ctrl K finds orders, customers and pages.
        </Empty>
      </Card>
    </div>
  );
}
