import { useSearchParams } from 'next/navigation';
import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();

function subscribe(onChange: () => void): () => void {
  listeners.add(onChange);
  window.addEventListener('popstate', onChange);
  return () => {
    listeners.delete(onChange);
    window.removeEventListener('popstate', onChange);
  };
}

/** The URL's query string, updated on `replaceUrlSearch` and on navigation within this page. */
export function useUrlSearch(): string {
  // Subscribes to router navigation within this page.
  useSearchParams();
  return useSyncExternalStore(
    subscribe,
    () => window.location.search,
    () => '',
  );
}

/** Replaces the history entry, so that Back leaves the page instead of undoing single characters. */
export function replaceUrlSearch(params: URLSearchParams): void {
  const search = params.toString();
  window.history.replaceState(null, '', `${window.location.pathname}${search === '' ? '' : `?${search}`}`);
  for (const listener of listeners) listener();
}
