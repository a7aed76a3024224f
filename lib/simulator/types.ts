/** What the simulator needs from the world around it; `lib/server/services.ts` and the tests hand it in. */

import type { VideoFacts } from '@/lib/domain/video';
import type { VoiceFacts } from '@/lib/domain/voice';
import type { Storage } from '@/lib/server/storage/types';

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

/** Where uploads, voices and results are kept: the app's own store. */
export type SimulatorFiles = Pick<Storage, 'write' | 'stat' | 'read' | 'delete'>;

/**
 * What a file is, told from its bytes. Handed in, not written again here: reading strangers' files within bounds is hard and
 * is done in one place. The rules that the facts are held against are the simulator's own.
 */
export interface MediaMeasures {
  /** Throws for a file that cannot be read as a video at all. */
  measureVideo(file: ReadableFile): Promise<VideoFacts>;
  /** Kind `other` for what is no voice file. */
  measureVoice(bytes: Uint8Array): Promise<VoiceFacts>;
}
