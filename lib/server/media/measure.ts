import 'server-only';
import {
  BufferSource,
  CustomSource,
  EncodedPacketSink,
  Input,
  type InputTrack,
  type InputVideoTrack,
  Logging,
  LogLevel,
  MP3,
  MP4,
  QTFF,
  WAVE,
} from 'mediabunny';
import { SNIFFED_BYTES, sniffContainer } from '@/lib/domain/conversion/sniff-container';
import type { VideoFacts } from '@/lib/domain/video';
import type { VoiceFacts, VoiceKind } from '@/lib/domain/voice';
import { AppError } from '@/lib/server/http/app-error';
import type { MeasurableFile } from './measurable-file';
import { readMp4Index } from './mp4-index';

/**
 * Measures media from its bytes only; file name and declared type are not trusted. Work is bounded for hostile
 * files, because `mp4-index.ts` checks them before the parser.
 */

// The parser's warnings concern its developers, and hostile files could fill the log with them.
Logging.level = LogLevel.Silent;

/** Enough for a parser that rereads small ranges. */
const PARSER_CACHE_BYTES = 4_000_000;

/**
 * Measures a video. A file other than MP4 or MOV has the container `other` and no other facts; 0 × 0 means no video
 * track. The duration is that of the video track, because audio often runs a few milliseconds longer.
 * @throws {AppError} `unsupported-media-type` for a truncated or damaged MP4 or MOV; and errors from `file.read`.
 */
export function measureVideo(file: MeasurableFile): Promise<VideoFacts> {
  return measure(file, async () => undefined);
}

/**
 * Like `measureVideo`, and also reads the first and last frames, so that an index without its frames is rejected.
 * @throws {AppError} as `measureVideo`, and `unsupported-media-type` if a frame is missing.
 */
export function measureCompleteVideo(file: MeasurableFile): Promise<VideoFacts> {
  return measure(file, async (videoTrack) => {
    const packets = new EncodedPacketSink(videoTrack);
    for (const packet of [await packets.getFirstPacket(), await packets.getPacket(Number.POSITIVE_INFINITY)]) {
      if (packet === null || packet.byteLength === 0)
        throw new AppError('unsupported-media-type', 'this video file has an index, and no pictures');
    }
  });
}

async function measure(file: MeasurableFile, checkTrack: (videoTrack: InputVideoTrack) => Promise<void>): Promise<VideoFacts> {
  const sniffedByteSize = Math.min(file.byteSize, SNIFFED_BYTES);
  const container = sniffContainer(sniffedByteSize === 0 ? new Uint8Array(0) : await file.read({ start: 0, end: sniffedByteSize - 1 }));
  if (container === 'other') {
    return { container, byteSize: file.byteSize, durationMs: 0, widthPx: 0, heightPx: 0, hasSound: false };
  }
  const index = await readMp4Index(file);
  const source = new CustomSource({
    getSize: () => file.byteSize,
    read: (start, end) => file.read({ start, end: end - 1 }),
    maxCacheSize: PARSER_CACHE_BYTES,
    prefetchProfile: 'none',
  });
  return withInput(new Input({ source, formats: [MP4, QTFF] }), async (input) => {
    const videoTrack = await input.getPrimaryVideoTrack();
    const audioTracks = await input.getAudioTracks();
    if (videoTrack !== null) await checkTrack(videoTrack);
    const measured = videoTrack ?? audioTracks[0];
    return {
      container,
      byteSize: file.byteSize,
      durationMs: measured === undefined ? 0 : wholeMs(await getDuration(measured), index.movieDurationMs),
      widthPx: videoTrack === null ? 0 : Math.round(await videoTrack.getDisplayWidth()),
      heightPx: videoTrack === null ? 0 : Math.round(await videoTrack.getDisplayHeight()),
      hasSound: audioTracks.length > 0,
    };
  });
}

/** Measures a voice. A file other than MP3, WAV or M4A is `other` and 0 ms long. Never throws. */
export async function measureVoice(bytes: Uint8Array): Promise<VoiceFacts> {
  try {
    const found = sniffContainer(bytes) !== 'other' ? await measureM4a(bytes) : await measurePlainVoice(bytes);
    return { ...found, byteSize: bytes.byteLength };
  } catch {
    return { kind: 'other', byteSize: bytes.byteLength, durationMs: 0 };
  }
}

type Measured = Pick<VoiceFacts, 'kind' | 'durationMs'>;

const NO_VOICE: Measured = { kind: 'other', durationMs: 0 };

/** An M4A is an MP4 with audio only; with a video track it is a video, and upstream does not accept MOV as audio. */
async function measureM4a(bytes: Uint8Array): Promise<Measured> {
  if (sniffContainer(bytes) === 'mov') return NO_VOICE;
  const index = await readMp4Index({
    byteSize: bytes.byteLength,
    read: async ({ start, end }) => bytes.subarray(start, end + 1),
  });
  return withInput(new Input({ source: new BufferSource(bytes), formats: [MP4] }), async (input) => {
    const audioTrack = await input.getPrimaryAudioTrack();
    if (audioTrack === null || (await input.getPrimaryVideoTrack()) !== null) return NO_VOICE;
    return toMeasured('m4a', wholeMs(await getDuration(audioTrack), index.movieDurationMs));
  });
}

function measurePlainVoice(bytes: Uint8Array): Promise<Measured> {
  return withInput(new Input({ source: new BufferSource(bytes), formats: [WAVE, MP3] }), async (input) => {
    const format = await input.getFormat();
    const audioTrack = await input.getPrimaryAudioTrack();
    return audioTrack === null ? NO_VOICE : toMeasured(format === MP3 ? 'mp3' : 'wav', wholeMs(await getDuration(audioTrack), null));
  });
}

function toMeasured(kind: VoiceKind, durationMs: number): Measured {
  return durationMs === 0 ? NO_VOICE : { kind, durationMs };
}

/** Seconds from the first presented sample to the last. The file's edit list excludes samples before 0. */
async function getDuration(track: InputTrack): Promise<number> {
  const end = await track.computeDuration();
  return end - Math.max(0, await track.getFirstTimestamp());
}

/** Rounds to milliseconds. A track may be longer than the movie when an edit list trims it. */
function wholeMs(seconds: number, movieDurationMs: number | null): number {
  const ms = Math.round(Math.min(seconds * 1000, movieDurationMs ?? Number.POSITIVE_INFINITY));
  return Number.isSafeInteger(ms) && ms > 0 ? ms : 0;
}

async function withInput<T>(input: Input, measure: (input: Input) => Promise<T>): Promise<T> {
  try {
    return await measure(input);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('unsupported-media-type', 'this file is damaged: it cannot be read as video or sound', { cause: error });
  } finally {
    input.dispose();
  }
}
