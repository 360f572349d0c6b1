export { done, type Outcome, refused, unknown } from './activities/outcome.ts';
export type * from './api.ts';
export type { Reading } from './cache/read-cache.ts';
export { defineHandlerActor, defineMachineActor } from './define.ts';
export type {
  Activity,
  ActivityContext,
  ActorDefinition,
  ActorStatus,
  CommittedTurn,
  HandlerActorDefinition,
  HandlerOutcome,
  Invariant,
  MachineActorDefinition,
  MachineState,
  MachineVersion,
  Policy,
  Projection,
  Schemas,
  StoredEvent,
} from './definition.ts';
export * from './errors.ts';
export { eventsAfterId, eventsBeforeId } from './events/read.ts';
export type * from './inspection/api.ts';
export { Cached } from './inspection/cached.ts';
export { type InspectorEvent, inspectedActor, inspectedTurn } from './inspection/inspector-events.ts';
export { runtimeInvariants } from './invariants/index.ts';
export { holdViews } from './invariants/views.ts';
export { type Address, address, type Command, idOf, type Message, typeOf } from './message.ts';
export type { ActorSql, PlainValue, Sql } from './sql.ts';
export { bigints, doubles, integers, texts } from './store/columns.ts';
export { didNotHold, orFail } from './store/or-fail.ts';
