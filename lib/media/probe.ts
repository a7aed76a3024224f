/** Measures a file in the browser: only the parts of it that say what it is are read. Loaded when a file has arrived, never before. */

import {
  ALL_FORMATS,
  BlobSource,
  EncodedPacketSink,
  Input,
  type InputTrack,
  Logging,
  LogLevel,
  MP3,
  MP4,
  QTFF,
  UnsupportedInputFormatError,
  WAVE,
} from 'mediabunny';
import type { VideoContainer, VideoFacts } from '@/lib/domain/video';
import type { VoiceFacts, VoiceKind } from '@/lib/domain/voice';
import { isReadable } from './readable';

// The parser's remarks on odd files are for its users' developers; people are told in words.
Logging.level = LogLevel.Silent;

/**
 * Why a file could not be measured. `empty`: no bytes. `not-media`: neither picture nor sound, whatever its name says.
 * `cut-off`: the beginning of a media file whose rest is missing. `unreadable`: the browser no longer gets at its bytes
 * (moved, deleted, or on a drive that is gone).
 */
export type ProbeFault = 'empty' | 'not-media' | 'cut-off' | 'unreadable';

export type Probed<Facts> =
  | { readonly kind: 'measured'; readonly facts: Facts }
  | { readonly kind: 'fault'; readonly fault: ProbeFault }
  /** A voice was wanted, and there is a file without sound. */
  | { readonly kind: 'no-sound' };

export async function probeVideo(file: Blob): Promise<Probed<VideoFacts>> {
  return withInput<VideoFacts>(file, async (input) => {
    const format = await input.getFormat();
    const picture = await input.getPrimaryVideoTrack();
    const sound = await input.getPrimaryAudioTrack();
    // The length is the picture's, as on the server: sound often runs a few milliseconds over.
    const main = picture ?? sound;
    if (!main || (await isCutOff(main))) return { kind: 'fault', fault: 'cut-off' };
    const container: VideoContainer = format === MP4 ? 'mp4' : format === QTFF ? 'mov' : 'other';
    return {
      kind: 'measured',
      facts: {
        container,
        byteSize: file.size,
        durationMs: await lengthMs(main),
        widthPx: picture ? await picture.getDisplayWidth() : 0,
        heightPx: picture ? await picture.getDisplayHeight() : 0,
        hasSound: sound !== null,
      },
    };
  });
}

export async function probeVoice(file: Blob): Promise<Probed<VoiceFacts>> {
  return withInput<VoiceFacts>(file, async (input) => {
    const format = await input.getFormat();
    const sound = await input.getPrimaryAudioTrack();
    const picture = await input.getPrimaryVideoTrack();
    if (!sound) return picture ? { kind: 'no-sound' } : { kind: 'fault', fault: 'cut-off' };
    if (await isCutOff(sound)) return { kind: 'fault', fault: 'cut-off' };
    // An M4A is an MP4 that holds sound alone; one with a picture is a video, and upstream wants no videos here.
    const m4a = format === MP4 && !picture;
    const kind: VoiceKind = format === MP3 ? 'mp3' : format === WAVE ? 'wav' : m4a ? 'm4a' : 'other';
    return { kind: 'measured', facts: { kind, byteSize: file.size, durationMs: await lengthMs(sound) } };
  });
}

/** From the first moment that is shown or heard to the last; what lies before 0 was cut away by the file itself. */
async function lengthMs(track: InputTrack): Promise<number> {
  return Math.round(((await track.computeDuration()) - Math.max(0, await track.getFirstTimestamp())) * 1000);
}

/** An index may promise packets whose bytes are not there: the last one is looked at, not only counted. */
async function isCutOff(track: InputTrack): Promise<boolean> {
  return (await new EncodedPacketSink(track).getPacket(Number.POSITIVE_INFINITY)) === null;
}

async function withInput<Facts>(file: Blob, measure: (input: Input) => Promise<Probed<Facts>>): Promise<Probed<Facts>> {
  if (file.size === 0) return { kind: 'fault', fault: 'empty' };
  if (!(await isReadable(file))) return { kind: 'fault', fault: 'unreadable' };
  const input = new Input({ formats: ALL_FORMATS, source: new BlobSource(file) });
  try {
    return await measure(input);
  } catch (thrown) {
    return { kind: 'fault', fault: thrown instanceof UnsupportedInputFormatError ? 'not-media' : 'cut-off' };
  } finally {
    input.dispose();
  }
}
