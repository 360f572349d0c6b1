import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { navigate } from 'wouter/use-browser-location';
import { type Step, Steps } from './steps.ts';

/** Values for parameters of the address; undefined takes one away. */
export type ParamChange = Readonly<Record<string, string | undefined>>;

/** Parameters that belong to the window, not to a page: they stay while one walks around. */
const KEPT = ['theme', 'still'];

const steps = new Steps();

/** The parameters of the address, and a way to change them: each change is one step that Back undoes. */
export function useParams(): [URLSearchParams, (change: ParamChange, how?: Step) => void] {
  const search = useSearch();
  const [path] = useLocation();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const change = useCallback(
    (values: ParamChange, how: Step = {}) => {
      const to = withParams(path, location.search, values);
      const now = performance.now();
      navigate(to, { replace: steps.replaces(how, location.pathname + location.search, now) });
      steps.moved(how, to, now);
    },
    [path],
  );
  return [params, change];
}

/** `/orders?status=stuck` from a path, the present parameters and what changes. */
export function withParams(path: string, search: string, change: ParamChange): string {
  const params = new URLSearchParams(search);
  for (const [key, value] of Object.entries(change))
    if (value === undefined || value === '') params.delete(key);
    else params.set(key, value);
  const text = params.toString();
  return text ? `${path}?${text}` : path;
}

/** Goes to another page; the parameters of the window come along. */
export function go(to: string, how?: { replace?: boolean }): void {
  const [path = '/', search = ''] = to.split('?');
  const now = new URLSearchParams(location.search);
  const kept = Object.fromEntries(KEPT.map((key) => [key, now.get(key) ?? undefined]));
  navigate(withParams(path, search, { ...kept, ...Object.fromEntries(new URLSearchParams(search)) }), how);
}
