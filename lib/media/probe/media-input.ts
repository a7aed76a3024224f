/** Opens a file for the media library, which reads it in chunks. */

import {
  ADTS,
  BlobSource,
  FLAC,
  Input,
  type InputAudioTrack,
  type InputFormat,
  type InputVideoTrack,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  WAVE,
  WEBM,
} from 'mediabunny';

/** All formats except playlists, because a playlist could make this page request arbitrary URLs. */
const FORMATS: InputFormat[] = [MP4, QTFF, MATROSKA, WEBM, MP3, WAVE, OGG, FLAC, ADTS, MPEG_TS];

/** A small cache, so that memory use does not depend on the file size. */
const MAX_CACHE_BYTES = 4 * 2 ** 20;

export interface MediaInput {
  readonly input: Input;
  /** Bytes read so far. */
  bytesRead(): number;
}

/** `glance` reads only the requested ranges; `through` reads ahead, for a sequential pass. */
export function openMediaInput(file: Blob, access: 'glance' | 'through'): MediaInput {
  const source = new BlobSource(file, { maxCacheSize: MAX_CACHE_BYTES, useStreamReader: access === 'through' });
  let bytesRead = 0;
  source.on('read', ({ start, end }) => {
    bytesRead += end - start;
  });
  return { input: new Input({ formats: FORMATS, source }), bytesRead: () => bytesRead };
}

export interface MediaTracks {
  readonly format: InputFormat;
  readonly video: InputVideoTrack | null;
  readonly audio: InputAudioTrack | null;
  /** The file's clock at its first frame or sample, in seconds. All times outside this folder are relative to it. */
  readonly startSeconds: number;
}

export async function readTracks(input: Input): Promise<MediaTracks> {
  const format = await input.getFormat();
  const video = await input.getPrimaryVideoTrack();
  const audio = await input.getPrimaryAudioTrack();
  // MP4 and MOV start at 0 and may have a gap; streams start at an arbitrary time.
  const countsFromZero = format === MP4 || format === QTFF;
  const tracks = [video, audio].filter((track) => track !== null);
  const startSeconds = countsFromZero || tracks.length === 0 ? 0 : Math.max(0, await input.getFirstTimestamp(tracks));
  return { format, video, audio, startSeconds };
}
