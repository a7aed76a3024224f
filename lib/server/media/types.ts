import 'server-only';
import type { VideoFacts } from '@/lib/domain/video';
import type { VoiceFacts } from '@/lib/domain/voice';

/** A file that lets itself be asked for any of its bytes; both bounds of a range are inclusive. */
export interface MeasurableFile {
  readonly byteSize: number;
  read(range: { readonly start: number; readonly end: number }): Promise<Uint8Array>;
}

/** What is no MP4 or MOV at all is `other`; one that is cut off or damaged throws `AppError` `unsupported-media-type`. */
export type MeasureVideo = (file: MeasurableFile) => Promise<VideoFacts>;

/** The same, and reads its first and its last picture: one whose bytes are not where its index says throws `unsupported-media-type` too. */
export type CountVideoFrames = MeasureVideo;

/** What is no MP3, WAV or M4A is `other`, and 0 ms long. Never throws. */
export type MeasureVoice = (bytes: Uint8Array) => Promise<VoiceFacts>;
