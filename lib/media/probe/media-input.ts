/** A file as the engine reads it: piece by piece, never as a whole. */

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

/** Everything but playlists: a text file that names addresses must not make this page ask for them. */
const FORMATS: InputFormat[] = [MP4, QTFF, MATROSKA, WEBM, MP3, WAVE, OGG, FLAC, ADTS, MPEG_TS];

/** Small, so that a file of any size costs the same memory. */
const MAX_CACHE_BYTES = 4 * 2 ** 20;

export interface MediaInput {
  readonly input: Input;
  /** How much of the file was read so far. */
  bytesRead(): number;
}

/** `glance` reads exactly the pieces that are asked for; otherwise reading runs ahead, as for a file that is gone through. */
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
  /** Where the file's own clock stands at its first picture or sound, in seconds. All times outside the engine count from here. */
  readonly startSeconds: number;
}

export async function readTracks(input: Input): Promise<MediaTracks> {
  const format = await input.getFormat();
  const video = await input.getPrimaryVideoTrack();
  const audio = await input.getPrimaryAudioTrack();
  // MP4 and MOV count from 0 and leave a gap where nothing starts at once; streams start at any time of day.
  const countsFromZero = format === MP4 || format === QTFF;
  const tracks = [video, audio].filter((track) => track !== null);
  const startSeconds = countsFromZero || tracks.length === 0 ? 0 : Math.max(0, await input.getFirstTimestamp(tracks));
  return { format, video, audio, startSeconds };
}
