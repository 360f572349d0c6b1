import { useSyncExternalStore } from 'react';
import { useSearch } from 'wouter';
import { type ConnectionState, connection } from './connection.ts';

/** With `?offline` in the address it is lost, for pictures. */
export function useConnection(): ConnectionState {
  const state = useSyncExternalStore(connection.subscribe, () => connection.state);
  return new URLSearchParams(useSearch()).has('offline') ? { ...state, kind: 'lost' } : state;
}
