/** What the simulator needs from the world around it; `lib/server/services.ts` and the tests hand it in. */

/** A store of small JSON texts that survives a kill: the database in practice, a map in tests. */
export interface SimulatorState {
  get(key: string): Promise<string | null>;
  put(key: string, value: string): Promise<void>;
  /** Writes only where nothing stands yet; answers whether it did. One atomic step. */
  insert(key: string, value: string): Promise<boolean>;
}

/** Bytes that can be read from anywhere in the middle, both bounds inclusive. */
export interface ReadableFile {
  readonly byteSize: number;
  read(range: { readonly start: number; readonly end: number }): Promise<Uint8Array>;
}
