/** Probes a file from its headers: container, duration, size, codecs, and whether this browser can decode it. */

import { EncodedPacketSink, type InputTrack, MP3, MP4, QTFF, UnsupportedInputFormatError, WAVE } from 'mediabunny';
import type { ProbedVideo } from '@/lib/domain/conversion/video-plan';
import type { ProbedVoice } from '@/lib/domain/conversion/voice-plan';
import type { VideoContainer } from '@/lib/domain/video';
import type { VoiceKind } from '@/lib/domain/voice';
import { isReadable } from './is-readable';
import { type MediaInput, type MediaTracks, openMediaInput, readTracks } from './media-input';

/**
 * Why probing failed. `empty`: no bytes. `not-media`: neither video nor audio. `cut-off`: the start of a media file whose rest is missing or blank.
 * `unreadable`: the browser cannot read the file any more. `stuck`: a timeout.
 */
export type ProbeFault = 'empty' | 'not-media' | 'cut-off' | 'unreadable' | 'stuck';

export type ProbeResult<Facts> =
  | { readonly kind: 'measured'; readonly facts: Facts; readonly bytesRead: number }
  | { readonly kind: 'fault'; readonly fault: ProbeFault }
  /** A voice was expected, but the video has no audio. */
  | { readonly kind: 'no-sound' };

/** Enough frames to estimate the frame rate, and few enough for a file without an index. */
const SAMPLED_FRAMES = 100;
/** Positions on a track where data is checked besides the last packet, because an aborted download is often blank from some point on. */
const SAMPLED_POSITIONS = [0.5];

export function probeVideo(file: Blob): Promise<ProbeResult<ProbedVideo>> {
  return withMediaInput<ProbedVideo>(file, async (mediaInput) => {
    const tracks = await readTracks(mediaInput.input);
    const { format, video, audio, startSeconds } = tracks;
    const mainTrack = video ?? audio;
    if (!mainTrack) return { kind: 'fault', fault: 'cut-off' };
    // In parallel, because most of the time is spent waiting for file reads and decoder queries.
    const [truncated, durationMs, frameRateMetrics, canDecodeVideo, canDecodeAudio] = await Promise.all([
      isTruncated(mainTrack, startSeconds),
      measureDurationMs(mediaInput, tracks),
      video?.computeFrameRateMetrics({ targetPacketCount: SAMPLED_FRAMES }),
      video?.canDecode() ?? false,
      audio?.canDecode() ?? false,
    ]);
    if (truncated) return { kind: 'fault', fault: 'cut-off' };
    const container: VideoContainer = format === MP4 ? 'mp4' : format === QTFF ? 'mov' : 'other';
    const frameRate = frameRateMetrics?.bestGuessFrameRate ?? 0;
    const facts: ProbedVideo = {
      container,
      byteSize: file.size,
      durationMs,
      widthPx: video ? await video.getDisplayWidth() : 0,
      heightPx: video ? await video.getDisplayHeight() : 0,
      hasSound: audio !== null,
      formatName: getFormatName(tracks),
      videoCodec: video ? await video.getCodec() : null,
      canDecodeVideo,
      audioCodec: audio ? await audio.getCodec() : null,
      canDecodeAudio,
      frameRate: Number.isFinite(frameRate) && frameRate > 0 ? frameRate : null,
      rotationDeg: video ? await video.getRotation() : 0,
      videoTracks: (await mediaInput.input.getVideoTracks()).length,
      audioTracks: (await mediaInput.input.getAudioTracks()).length,
    };
    return { kind: 'measured', facts, bytesRead: mediaInput.bytesRead() };
  });
}

export function probeVoice(file: Blob): Promise<ProbeResult<ProbedVoice>> {
  return withMediaInput<ProbedVoice>(file, async (mediaInput) => {
    const tracks = await readTracks(mediaInput.input);
    const { format, video, audio, startSeconds } = tracks;
    if (!audio) return video ? { kind: 'no-sound' } : { kind: 'fault', fault: 'cut-off' };
    if (await isTruncated(audio, startSeconds)) return { kind: 'fault', fault: 'cut-off' };
    // An M4A is an MP4 with audio only. With video it is a video, which upstream does not accept as a voice.
    const isM4a = (format === MP4 || format === QTFF) && !video;
    const kind: VoiceKind = format === MP3 ? 'mp3' : format === WAVE ? 'wav' : isM4a ? 'm4a' : 'other';
    const facts: ProbedVoice = {
      kind,
      byteSize: file.size,
      durationMs: Math.round(((await audio.computeDuration()) - startSeconds) * 1000),
      formatName: getFormatName(tracks),
      audioCodec: await audio.getCodec(),
      canDecode: await audio.canDecode(),
      sampleRateHz: await audio.getSampleRate(),
      channels: await audio.getNumberOfChannels(),
      hasVideo: video !== null,
    };
    return { kind: 'measured', facts, bytesRead: mediaInput.bytesRead() };
  });
}

function getFormatName({ format }: MediaTracks): string {
  if (format === QTFF) return 'MOV';
  if (format === WAVE) return 'WAV';
  if (format.name === 'MPEG Transport Stream') return 'MPEG-TS';
  return format.name === 'ADTS' ? 'AAC' : format.name;
}

async function measureDurationMs({ input }: MediaInput, { startSeconds }: MediaTracks): Promise<number> {
  return Math.round(((await input.computeDuration()) - startSeconds) * 1000);
}

/** Checks the data of some packets, because an index can list packets whose bytes are missing. */
async function isTruncated(track: InputTrack, startSeconds: number): Promise<boolean> {
  const sink = new EncodedPacketSink(track);
  const last = await sink.getPacket(Number.POSITIVE_INFINITY);
  if (last === null) return true;
  if (track.isAudioTrack()) return false;
  if (isBlank(last.data)) return true;
  for (const share of SAMPLED_POSITIONS) {
    const packet = await sink.getPacket(startSeconds + (last.timestamp - startSeconds) * share);
    if (packet !== null && isBlank(packet.data)) return true;
  }
  return false;
}

/** A blank video packet is invalid. PCM silence is legitimate, so audio packets only need to exist. */
function isBlank(data: Uint8Array): boolean {
  return data.length > 16 && data.every((byte) => byte === 0);
}

async function withMediaInput<Facts>(
  file: Blob,
  measure: (mediaInput: MediaInput) => Promise<ProbeResult<Facts>>,
): Promise<ProbeResult<Facts>> {
  if (file.size === 0) return { kind: 'fault', fault: 'empty' };
  if (!(await isReadable(file))) return { kind: 'fault', fault: 'unreadable' };
  const mediaInput = openMediaInput(file, 'glance');
  try {
    return await measure(mediaInput);
  } catch (thrown) {
    return { kind: 'fault', fault: thrown instanceof UnsupportedInputFormatError ? 'not-media' : 'cut-off' };
  } finally {
    mediaInput.input.dispose();
  }
}
