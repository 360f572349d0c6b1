import { useState } from 'react';
import { useParams as useRoute } from 'wouter';
import { customerPath } from '../../address/places.ts';
import { go, useParams } from '../../address/use-params.ts';
import { useKeys } from '../../app/keys.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Empty, Failed } from '../../components/empty.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { CustomerDetail } from './customer-detail.tsx';
import { CustomerList } from './customer-list.tsx';
import './customers.css';
import { RegisterDialog } from './register-dialog.tsx';
import { useCustomers } from './use-customers.ts';

export default function CustomersPage() {
  const { id } = useRoute<{ id?: string }>();
  const [params, change] = useParams();
  const [registering, setRegistering] = useState(false);
  const words = params.get('q') ?? '';
  const { customers, isLoading, error, retry } = useCustomers(words);
  const chosen = id ?? customers[0]?.customerId;
  const search = words ? `?${new URLSearchParams({ q: words })}` : '';
  const step = (by: number) => {
    const next = customers[customers.findIndex(({ customerId }) => customerId === chosen) + by];
    if (next) go(`${customerPath(next.customerId)}${search}`);
  };
  useKeys([
    { keys: ['j', 'ArrowDown'], does: 'Next customer', run: () => step(1) },
    { keys: ['k', 'ArrowUp'], does: 'Previous customer', run: () => step(-1) },
  ]);
  return (
    <>
      <PageHead
        title="Customers"
        actions={
          <Button icon="add" onClick={() => setRegistering(true)}>
            Register a user
          </Button>
        }
      />
      <div className="row wrap customers-search">
        <SearchField
          label="Search customers"
          placeholder="Beginning of a name, e-mail address or id"
          value={words}
          onSearch={(q) => change({ q: q || undefined })}
        />
      </div>
      <div className="list-and-detail">
        <Card
          title={words ? 'Found' : 'Ordered lately'}
          end={!!words && <span className="muted small">by their beginning</span>}
          clipped
        >
          {error ? (
            <Failed what="Customers" error={error} onRetry={retry} />
          ) : isLoading ? (
            <Skeleton what="customers" />
          ) : customers.length === 0 ? (
            <Empty
              icon={words ? 'search' : 'customers'}
              title={words ? `No customer matches "${words}"` : 'No customers yet'}
            >
              {words
                ? 'Names, e-mail addresses and ids are searched by their beginning.'
                : 'Whoever orders appears here.'}
            </Empty>
          ) : (
            <CustomerList customers={customers} chosen={chosen} search={search} />
          )}
        </Card>
        {chosen && <CustomerDetail key={chosen} customerId={chosen} />}
      </div>
      {registering && (
        <RegisterDialog
          onClose={() => setRegistering(false)}
          onRegistered={(userId) => {
            setRegistering(false);
            go(customerPath(userId));
          }}
        />
      )}
    </>
  );
}
