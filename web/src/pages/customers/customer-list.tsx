import { Link } from 'wouter';
import { customerPath } from '../../address/places.ts';
import { shortId } from '../../words/id.ts';
import type { ListedCustomer } from './use-customers.ts';

interface CustomerListProps {
  customers: readonly ListedCustomer[];
  chosen: string | undefined;
  /** The search, to keep it. */
  search: string;
}

export function CustomerList({ customers, chosen, search }: CustomerListProps) {
  return (
    <ul className="selectable-list">
      {customers.map(({ customerId, name, about }) => {
        const selected = customerId === chosen;
        return (
          <li key={customerId} className={selected ? 'selected' : undefined}>
            <Link
              href={`${customerPath(customerId)}${search}`}
              aria-current={selected || undefined}
              title={customerId}
            >
              <span className={selected ? 'strong' : undefined}>
                {name ?? <span className="mono">{shortId(customerId)}</span>}
              </span>
              <span className="tiny muted customer-about">{about}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
