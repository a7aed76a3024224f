import 'server-only';
import type { VideoFacts } from '@/lib/domain/video';
import type { VoiceFacts } from '@/lib/domain/voice';

/** A file with random access; both bounds of a range are inclusive. */
export interface MeasurableFile {
  readonly byteSize: number;
  read(range: { readonly start: number; readonly end: number }): Promise<Uint8Array>;
}

/** A file other than MP4 or MOV is `other`; a truncated or damaged one throws `AppError` `unsupported-media-type`. */
export type MeasureVideo = (file: MeasurableFile) => Promise<VideoFacts>;

/** Also reads the first and last frames; a file without those bytes throws `unsupported-media-type`. */
export type MeasureCompleteVideo = MeasureVideo;

/** A file other than MP3, WAV or M4A is `other` and 0 ms long. Never throws. */
export type MeasureVoice = (bytes: Uint8Array) => Promise<VoiceFacts>;
