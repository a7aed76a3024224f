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

/** What stands behind the `?` of the address; what is written there at once, and what a link to this same page changes. */
export function useUrlSearch(): string {
  // Only to be drawn again where the router goes from one question of this page to another.
  useSearchParams();
  return useSyncExternalStore(
    subscribe,
    () => window.location.search,
    () => '',
  );
}

/** In place: going back leaves the page, and does not take back letter by letter. */
export function replaceUrlSearch(params: URLSearchParams): void {
  const search = params.toString();
  window.history.replaceState(null, '', `${window.location.pathname}${search === '' ? '' : `?${search}`}`);
  for (const listener of listeners) listener();
}
