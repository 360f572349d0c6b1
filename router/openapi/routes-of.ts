import type { AnyTRPCProcedure } from '@trpc/server';
import type { AppRouter } from '../app-router.ts';
import type { RouteMeta } from './route.ts';

export interface Route extends Required<RouteMeta> {
  /** `orders.place` */
  path: string;
  type: AnyTRPCProcedure['_def']['type'];
}

/** The procedures that are offered under REST too. */
export function routesOf(router: AppRouter): Route[] {
  const procedures = router._def.procedures as unknown as Readonly<Record<string, AnyTRPCProcedure>>;
  return Object.entries(procedures).flatMap(([path, { _def }]) => {
    const { openapi, rest } = (_def.meta ?? {}) as RouteMeta;
    return openapi && rest ? [{ path, type: _def.type, openapi, rest }] : [];
  });
}
