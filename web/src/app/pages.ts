import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { IconName } from '../components/sprite.tsx';
import { askAhead } from '../pages/order/questions.ts';

/** A page of the console, its place in the navigation and the keys that lead there. */
export interface Page {
  /** Of wouter: `/orders/:id`. */
  path: string;
  /** The name in the navigation; pages without one are reached from others. */
  name?: string;
  icon?: IconName;
  group?: 'main' | 'Fix' | 'Look up' | 'Try';
  /** After `g`. */
  key?: string;
  component: LazyExoticComponent<ComponentType>;
  load: LoadPage;
  /** Asks what it will ask of the server, given what stands for `:id` in the address. */
  askAhead?(id: string): void;
}

type LoadPage = () => Promise<{ default: ComponentType }>;

const from = (load: LoadPage) => ({ load, component: lazy(load) });

export const PAGES: readonly Page[] = [
  {
    path: '/orders',
    name: 'Orders',
    icon: 'orders',
    group: 'main',
    key: 'o',
    ...from(() => import('../pages/orders/orders-page.tsx')),
  },
  { path: '/orders/:id', askAhead, ...from(() => import('../pages/order/order-page.tsx')) },
  {
    path: '/signals/:id?',
    name: 'Signals',
    icon: 'signals',
    group: 'main',
    key: 's',
    ...from(() => import('../pages/signals/signals-page.tsx')),
  },
  {
    path: '/fleet/:machine?/:version?',
    name: 'Fleet',
    icon: 'fleet',
    group: 'main',
    key: 'f',
    ...from(() => import('../pages/fleet/fleet-page.tsx')),
  },
  {
    path: '/dead-letters',
    name: 'Dead letters',
    icon: 'dead-letter',
    group: 'Fix',
    key: 'd',
    ...from(() => import('../pages/dead-letters/dead-letters-page.tsx')),
  },
  {
    path: '/transport',
    name: 'Queues',
    icon: 'queues',
    group: 'Fix',
    ...from(() => import('../pages/queues/queues-page.tsx')),
  },
  {
    path: '/events',
    name: 'Events',
    icon: 'events',
    group: 'Look up',
    ...from(() => import('../pages/events/events-page.tsx')),
  },
  {
    path: '/analytics',
    name: 'Analytics',
    icon: 'analytics',
    group: 'Look up',
    key: 'a',
    ...from(() => import('../pages/analytics/analytics-page.tsx')),
  },
  {
    path: '/customers/:id?',
    name: 'Customers',
    icon: 'customers',
    group: 'Look up',
    ...from(() => import('../pages/customers/customers-page.tsx')),
  },
  {
    path: '/notifications/:id?',
    name: 'Notifications',
    icon: 'notifications',
    group: 'Look up',
    ...from(() => import('../pages/notifications/notifications-page.tsx')),
  },
  {
    path: '/shop',
    name: 'Shop',
    icon: 'shop',
    group: 'Try',
    key: 'h',
    ...from(() => import('../pages/shop/shop-page.tsx')),
  },
  {
    path: '/tools',
    name: 'API and tools',
    icon: 'open',
    group: 'Try',
    ...from(() => import('../pages/tools/tools-page.tsx')),
  },
  ...(import.meta.env.DEV ? [{ path: '/parts', ...from(() => import('../pages/parts/parts-page.tsx')) }] : []),
];

/** The pages with a name, in the order of the navigation. */
export type NamedPage = Page & Required<Pick<Page, 'name' | 'icon' | 'group'>>;
export const NAMED_PAGES = PAGES.filter((page): page is NamedPage => page.name !== undefined);

/** `/orders` of `/orders/:id?` */
export function rootOf({ path }: Page): string {
  return path.replace(/\/:.*/, '');
}
