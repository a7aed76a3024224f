/** Says what a file is, from the parts of it that say so: container, length, sides, coding, and whether this browser can show it. */

import { EncodedPacketSink, type InputTrack, MP3, MP4, QTFF, UnsupportedInputFormatError, WAVE } from 'mediabunny';
import type { VideoContainer } from '@/lib/domain/video';
import type { ClipFacts } from '@/lib/domain/video-treatment';
import type { VoiceKind } from '@/lib/domain/voice';
import type { SoundFacts } from '@/lib/domain/voice-treatment';
import { type Opened, type OpenedTracks, openBlob, tracksOf } from './opened';
import { isReadable } from './readable';

/**
 * Why a file could not be examined. `empty`: no bytes. `not-media`: neither picture nor sound, whatever its name says.
 * `cut-off`: the beginning of a media file whose rest is missing or blank. `unreadable`: the browser no longer gets at its bytes.
 * `stuck`: reading it took longer than any sound file takes.
 */
export type ExamineFault = 'empty' | 'not-media' | 'cut-off' | 'unreadable' | 'stuck';

export type Examined<Facts> =
  | { readonly kind: 'measured'; readonly facts: Facts; readonly bytesRead: number }
  | { readonly kind: 'fault'; readonly fault: ExamineFault }
  /** A voice was wanted, and there is a file without sound. */
  | { readonly kind: 'no-sound' };

/** Enough pictures to tell the rate, few enough to find in a file without an index. */
const FRAMES_LOOKED_AT = 100;
/** Where along a track bytes are looked at, beside its last packet: a download that stopped is often blank from there on. */
const LOOKED_AT_SHARES = [0.5];

export function examineVideo(file: Blob): Promise<Examined<ClipFacts>> {
  return withOpened<ClipFacts>(file, async (opened) => {
    const tracks = await tracksOf(opened.input);
    const { format, picture, sound, startSeconds } = tracks;
    const main = picture ?? sound;
    if (!main) return { kind: 'fault', fault: 'cut-off' };
    // Side by side: most of the time goes into waiting for single pieces of the file and for the browser's decoders to answer.
    const [cutOff, durationMs, rate, canDecodeVideo, canDecodeAudio] = await Promise.all([
      isCutOff(main, startSeconds),
      durationMsOf(opened, tracks),
      picture?.computeFrameRateMetrics({ targetPacketCount: FRAMES_LOOKED_AT }),
      picture?.canDecode() ?? false,
      sound?.canDecode() ?? false,
    ]);
    if (cutOff) return { kind: 'fault', fault: 'cut-off' };
    const container: VideoContainer = format === MP4 ? 'mp4' : format === QTFF ? 'mov' : 'other';
    const frameRate = rate?.bestGuessFrameRate ?? 0;
    const facts: ClipFacts = {
      container,
      byteSize: file.size,
      durationMs,
      widthPx: picture ? await picture.getDisplayWidth() : 0,
      heightPx: picture ? await picture.getDisplayHeight() : 0,
      hasSound: sound !== null,
      formatName: nameOf(tracks),
      videoCodec: picture ? await picture.getCodec() : null,
      canDecodeVideo,
      audioCodec: sound ? await sound.getCodec() : null,
      canDecodeAudio,
      frameRate: Number.isFinite(frameRate) && frameRate > 0 ? frameRate : null,
      rotationDeg: picture ? await picture.getRotation() : 0,
      videoTracks: (await opened.input.getVideoTracks()).length,
      audioTracks: (await opened.input.getAudioTracks()).length,
    };
    return { kind: 'measured', facts, bytesRead: opened.bytesRead() };
  });
}

export function examineVoice(file: Blob): Promise<Examined<SoundFacts>> {
  return withOpened<SoundFacts>(file, async (opened) => {
    const tracks = await tracksOf(opened.input);
    const { format, picture, sound, startSeconds } = tracks;
    if (!sound) return picture ? { kind: 'no-sound' } : { kind: 'fault', fault: 'cut-off' };
    if (await isCutOff(sound, startSeconds)) return { kind: 'fault', fault: 'cut-off' };
    // An M4A is an MP4 that holds sound alone; one with a picture is a video, and upstream wants no videos here.
    const m4a = (format === MP4 || format === QTFF) && !picture;
    const kind: VoiceKind = format === MP3 ? 'mp3' : format === WAVE ? 'wav' : m4a ? 'm4a' : 'other';
    const facts: SoundFacts = {
      kind,
      byteSize: file.size,
      durationMs: Math.round(((await sound.computeDuration()) - startSeconds) * 1000),
      formatName: nameOf(tracks),
      audioCodec: await sound.getCodec(),
      canDecode: await sound.canDecode(),
      sampleRateHz: await sound.getSampleRate(),
      channels: await sound.getNumberOfChannels(),
      hasPicture: picture !== null,
    };
    return { kind: 'measured', facts, bytesRead: opened.bytesRead() };
  });
}

function nameOf({ format }: OpenedTracks): string {
  if (format === QTFF) return 'MOV';
  if (format === WAVE) return 'WAV';
  if (format.name === 'MPEG Transport Stream') return 'MPEG-TS';
  return format.name === 'ADTS' ? 'AAC' : format.name;
}

async function durationMsOf({ input }: Opened, { startSeconds }: OpenedTracks): Promise<number> {
  return Math.round(((await input.computeDuration()) - startSeconds) * 1000);
}

/** An index may promise packets whose bytes are not there: some are looked at, not only counted. */
async function isCutOff(track: InputTrack, startSeconds: number): Promise<boolean> {
  const sink = new EncodedPacketSink(track);
  const last = await sink.getPacket(Number.POSITIVE_INFINITY);
  if (last === null) return true;
  if (track.isAudioTrack()) return false;
  if (isBlank(last.data)) return true;
  for (const share of LOOKED_AT_SHARES) {
    const packet = await sink.getPacket(startSeconds + (last.timestamp - startSeconds) * share);
    if (packet !== null && isBlank(packet.data)) return true;
  }
  return false;
}

/** A coded picture is never blank. Silence in PCM is, and rightly so: sound is only held to having bytes at all. */
function isBlank(data: Uint8Array): boolean {
  return data.length > 16 && data.every((byte) => byte === 0);
}

async function withOpened<Facts>(file: Blob, measure: (opened: Opened) => Promise<Examined<Facts>>): Promise<Examined<Facts>> {
  if (file.size === 0) return { kind: 'fault', fault: 'empty' };
  if (!(await isReadable(file))) return { kind: 'fault', fault: 'unreadable' };
  const opened = openBlob(file, 'glance');
  try {
    return await measure(opened);
  } catch (thrown) {
    return { kind: 'fault', fault: thrown instanceof UnsupportedInputFormatError ? 'not-media' : 'cut-off' };
  } finally {
    opened.input.dispose();
  }
}
