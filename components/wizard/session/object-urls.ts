import type { SessionServices } from './session-services';

type ObjectUrlFunctions = Pick<SessionServices, 'createUrl' | 'revokeUrl'>;

/** Object URLs. Creating one blocks the page, so URLs that will probably be needed can be created ahead. */
export class ObjectUrls {
  readonly #functions: ObjectUrlFunctions;
  readonly #prefetched = new Map<Blob, string>();

  constructor(functions: ObjectUrlFunctions) {
    this.#functions = functions;
  }

  /** Replaces the URLs that were created ahead before. */
  prefetch(files: readonly (Blob | null)[]): void {
    this.revokePrefetched();
    for (const file of files) if (file) this.#prefetched.set(file, this.#functions.createUrl(file));
  }

  /** Returns a URL that the caller must revoke. */
  create(file: Blob): string {
    const url = this.#prefetched.get(file) ?? this.#functions.createUrl(file);
    this.#prefetched.delete(file);
    return url;
  }

  revokePrefetched(): void {
    for (const url of this.#prefetched.values()) this.#functions.revokeUrl(url);
    this.#prefetched.clear();
  }
}
