import type { SessionServices } from './session-services';

type ObjectUrlFunctions = Pick<SessionServices, 'createUrl' | 'revokeUrl'>;

/** Addresses of files. To make one the page waits for the browser: those that will probably be asked for may be made before they are. */
export class ObjectUrls {
  readonly #functions: ObjectUrlFunctions;
  readonly #prefetched = new Map<Blob, string>();

  constructor(functions: ObjectUrlFunctions) {
    this.#functions = functions;
  }

  /** In place of those made ahead before. */
  prefetch(files: readonly (Blob | null)[]): void {
    this.revokePrefetched();
    for (const file of files) if (file) this.#prefetched.set(file, this.#functions.createUrl(file));
  }

  /** From now on it is the asker's, to be revoked as any other. */
  create(file: Blob): string {
    const url = this.#prefetched.get(file) ?? this.#functions.createUrl(file);
    this.#prefetched.delete(file);
    return url;
  }

  /** Nobody asked for them. */
  revokePrefetched(): void {
    for (const url of this.#prefetched.values()) this.#functions.revokeUrl(url);
    this.#prefetched.clear();
  }
}
