/** Dependencies of the simulator, passed in by `lib/server/services.ts` and by tests. */

import type { VideoFacts } from '@/lib/domain/video';
import type { VoiceFacts } from '@/lib/domain/voice';
import type { Storage } from '@/lib/server/storage/storage';

/** A store of small JSON texts that survives a kill: the database in practice, a map in tests. */
export interface SimulatorState {
  get(key: string): Promise<string | null>;
  put(key: string, value: string): Promise<void>;
  /** Atomically writes if the key is absent. @returns whether it wrote. */
  insert(key: string, value: string): Promise<boolean>;
}

/** Bytes with random access; both bounds of a range are inclusive. */
export interface ReadableFile {
  readonly byteSize: number;
  read(range: { readonly start: number; readonly end: number }): Promise<Uint8Array>;
}

/** The app's storage for uploads, voices and results. */
export type SimulatorFiles = Pick<Storage, 'write' | 'stat' | 'read' | 'delete'>;

/**
 * Measures files. Passed in, because reading untrusted files within bounds is done in one place. The simulator applies its
 * own rules to the facts.
 */
export interface MediaMeasures {
  /** Throws for a file that cannot be read as a video at all. */
  measureVideo(file: ReadableFile): Promise<VideoFacts>;
  /** Kind `other` for a file that is not a voice. */
  measureVoice(bytes: Uint8Array): Promise<VoiceFacts>;
}
