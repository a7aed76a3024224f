/** The preview's sound as a graph of the browser's audio engine: the same one for listening and for measuring. */

import type { AudioCue } from '@/lib/domain/playback/preview-schedule';

export interface AudioMixPart {
  readonly buffer: AudioBuffer;
  /** `null`: its time is over. */
  readonly cue: AudioCue | null;
  /** 1 is as recorded. */
  readonly gain: number;
}

export interface AudioMix {
  /** Which of the parts, by its place in the list; `0` silences it. */
  setGain(index: number, gain: number): void;
  stop(): void;
}

/** Long enough that no step in loudness clicks. */
const GAIN_RAMP_SECONDS = 0.01;

/** Lets every part sound at its place, counted from `atSeconds` of the context's own clock. */
export function startAudioMix(context: BaseAudioContext, parts: readonly (AudioMixPart | null)[], atSeconds: number): AudioMix {
  const started = parts.map((part) => {
    if (!part?.cue) return null;
    const { buffer, cue, gain } = part;
    const source = new AudioBufferSourceNode(context, { buffer: buffer });
    const volume = new GainNode(context, { gain });
    source.connect(volume).connect(context.destination);
    source.start(atSeconds + cue.delayMs / 1000, cue.offsetMs / 1000, cue.lengthMs / 1000);
    return { source, volume };
  });
  return {
    setGain: (index, gain) => started[index]?.volume.gain.setTargetAtTime(gain, context.currentTime, GAIN_RAMP_SECONDS / 3),
    stop: () => {
      for (const part of started) {
        part?.source.stop();
        part?.source.disconnect();
        part?.volume.disconnect();
      }
    },
  };
}
