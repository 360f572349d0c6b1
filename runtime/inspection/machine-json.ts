import type { AnyStateMachine } from 'xstate';
import { actionName, guardName } from './naming.ts';

type Config = Record<string, unknown>;

/** Fields of a state or a transition that hold no code and are taken over as they are. */
const PLAIN = ['id', 'initial', 'type', 'history', 'target', 'tags', 'description', 'meta', 'reenter', 'systemId'];

/**
 * The machine's own configuration as JSON, in the form that `createMachine` and Stately's editor take. What is code in it
 * becomes a name; context, input and output are left out where they are computed.
 */
export function machineJson(machine: AnyStateMachine): Record<string, unknown> {
  const config = machine.config as Config;
  const context = typeof config.context === 'function' ? {} : { context: config.context ?? {} };
  return { ...stateJson(config), id: machine.id, ...context } as Record<string, unknown>;
}

function stateJson(state: Config): Config {
  const json = plain(state);
  if (state.entry) json.entry = actionsJson(state.entry);
  if (state.exit) json.exit = actionsJson(state.exit);
  if (state.always) json.always = transitionsJson(state.always);
  if (state.onDone) json.onDone = transitionsJson(state.onDone);
  for (const key of ['on', 'after'])
    if (state[key]) json[key] = mapValues(state[key] as Config, (transitions) => transitionsJson(transitions));
  if (state.invoke) json.invoke = list(state.invoke).map((invoke) => invokeJson(invoke as Config));
  if (state.states) json.states = mapValues(state.states as Config, (child) => stateJson(child as Config));
  return json;
}

function transitionsJson(transitions: unknown): unknown {
  const all = list(transitions).map(transitionJson);
  return all.length === 1 ? all[0] : all;
}

function transitionJson(transition: unknown): unknown {
  if (transition === undefined || typeof transition === 'string') return { target: transition };
  const { guard, actions } = transition as Config;
  return {
    ...plain(transition as Config),
    ...(guard ? { guard: { type: guardName(guard) } } : {}),
    ...(actions ? { actions: actionsJson(actions) } : {}),
  };
}

function invokeJson({ id, src, onDone, onError }: Config): Config {
  return {
    ...(id ? { id } : {}),
    src: typeof src === 'string' ? src : 'inline',
    ...(onDone ? { onDone: transitionsJson(onDone) } : {}),
    ...(onError ? { onError: transitionsJson(onError) } : {}),
  };
}

function actionsJson(actions: unknown): Config[] {
  return list(actions).map((action) => {
    const params = (action as { params?: unknown }).params;
    return { type: actionName(action), ...(isData(params) ? { params } : {}) };
  });
}

function isData(params: unknown): boolean {
  return params !== undefined && typeof params !== 'function';
}

function plain(config: Config): Config {
  return Object.fromEntries(PLAIN.filter((key) => config[key] !== undefined).map((key) => [key, config[key]]));
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value];
}

function mapValues(config: Config, map: (value: unknown) => unknown): Config {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, map(value)]));
}
