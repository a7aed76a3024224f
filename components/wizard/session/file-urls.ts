import type { SessionDeps } from './deps';

type Urls = Pick<SessionDeps, 'createUrl' | 'revokeUrl'>;

/** Addresses of files. To make one the page waits for the browser: those that will probably be asked for may be made before they are. */
export class FileUrls {
  readonly #urls: Urls;
  readonly #ahead = new Map<Blob, string>();

  constructor(urls: Urls) {
    this.#urls = urls;
  }

  /** In place of those made ahead before. */
  makeAhead(files: readonly (Blob | null)[]): void {
    this.dropAhead();
    for (const file of files) if (file) this.#ahead.set(file, this.#urls.createUrl(file));
  }

  /** From now on it is the asker's, to be revoked as any other. */
  create(file: Blob): string {
    const url = this.#ahead.get(file) ?? this.#urls.createUrl(file);
    this.#ahead.delete(file);
    return url;
  }

  /** Nobody asked for them. */
  dropAhead(): void {
    for (const url of this.#ahead.values()) this.#urls.revokeUrl(url);
    this.#ahead.clear();
  }
}
