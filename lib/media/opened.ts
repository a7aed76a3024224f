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
const CACHE_BYTES = 4 * 2 ** 20;

export interface Opened {
  readonly input: Input;
  /** How much of the file was read so far. */
  bytesRead(): number;
}

/** `glance` reads exactly the pieces that are asked for; otherwise reading runs ahead, as for a file that is gone through. */
export function openBlob(file: Blob, how: 'glance' | 'through'): Opened {
  const source = new BlobSource(file, { maxCacheSize: CACHE_BYTES, useStreamReader: how === 'through' });
  let bytesRead = 0;
  source.on('read', ({ start, end }) => {
    bytesRead += end - start;
  });
  return { input: new Input({ formats: FORMATS, source }), bytesRead: () => bytesRead };
}

export interface OpenedTracks {
  readonly format: InputFormat;
  readonly picture: InputVideoTrack | null;
  readonly sound: InputAudioTrack | null;
  /** Where the file's own clock stands at its first picture or sound, in seconds. All times outside the engine count from here. */
  readonly startSeconds: number;
}

export async function tracksOf(input: Input): Promise<OpenedTracks> {
  const format = await input.getFormat();
  const picture = await input.getPrimaryVideoTrack();
  const sound = await input.getPrimaryAudioTrack();
  // MP4 and MOV count from 0 and leave a gap where nothing starts at once; streams start at any time of day.
  const countsFromZero = format === MP4 || format === QTFF;
  const tracks = [picture, sound].filter((track) => track !== null);
  const startSeconds = countsFromZero || tracks.length === 0 ? 0 : Math.max(0, await input.getFirstTimestamp(tracks));
  return { format, picture, sound, startSeconds };
}
