import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '../../../router/app-router.ts';

/** What the procedures answer: `Outputs['orders']['rows']`. */
export type Outputs = inferRouterOutputs<AppRouter>;
export type Inputs = inferRouterInputs<AppRouter>;

export type OrderRow = Outputs['orders']['rows']['items'][number];
export type Chart = Outputs['machines']['chart'];
export type Turn = Outputs['actors']['turns']['items'][number];
export type ActorNow = Outputs['actors']['now'];
export type Fleet = Outputs['fleet']['of'];
export type FleetActor = Outputs['fleet']['actors']['items'][number];
export type Conversation = Outputs['actors']['conversation'];
export type Stuck = NonNullable<OrderRow['stuck']>;
