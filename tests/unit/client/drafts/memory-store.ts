import type { UseStore } from 'idb-keyval';

/** An object store in memory for `idb-keyval`; values are copied in and out, as in IndexedDB. */
export function memoryStore(): UseStore & { readonly keys: () => string[] } {
  const rows = new Map<string, unknown>();

  function request<T>(result: T) {
    const asked = { result, error: null, onsuccess: null as (() => void) | null, oncomplete: null as (() => void) | null };
    queueMicrotask(() => {
      asked.onsuccess?.();
      asked.oncomplete?.();
    });
    return asked;
  }

  const objectStore = {
    get: (key: string) => request(rows.has(key) ? copy(rows.get(key)) : undefined),
    put: (value: unknown, key: string) => {
      rows.set(key, copy(value));
      return request(undefined);
    },
    delete: (key: string) => {
      rows.delete(key);
      return request(undefined);
    },
    get transaction() {
      return request(undefined);
    },
  };
  const store = async (_mode: IDBTransactionMode, callback: (store: IDBObjectStore) => unknown) =>
    callback(objectStore as unknown as IDBObjectStore);
  return Object.assign(store as UseStore, { keys: () => [...rows.keys()] });
}

/** jsdom's `structuredClone` does not support `File`, unlike IndexedDB. */
function copy(value: unknown): unknown {
  return value instanceof Blob ? value : structuredClone(value);
}
