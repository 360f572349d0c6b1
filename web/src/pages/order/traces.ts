import type { Turn } from '../../api/types.ts';
import { useSettings } from '../../api/use-settings.ts';

/** The traces that an order's messages belong to, oldest first. */
export function tracesOf(turns: readonly Pick<Turn, 'message'>[]): string[] {
  return [...new Set(turns.flatMap(({ message }) => traceOf(message) ?? []))];
}

/** The trace id of `00-<trace>-<span>-01`. */
export function traceOf({ traceparent }: Pick<Turn['message'], 'traceparent'>): string | undefined {
  return traceparent?.split('-')[1];
}

/** The address of a trace in the viewer that the server names; undefined where it names none. */
export function useTraceUrl(): ((traceId: string) => string) | undefined {
  const traceUrl = useSettings()?.traceUrl;
  return traceUrl ? (traceId) => traceUrl.replaceAll('{traceId}', encodeURIComponent(traceId)) : undefined;
}
