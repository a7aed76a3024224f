/** The preview's audio graph, used for playback and for offline rendering in tests. */

import type { AudioCue } from '@/lib/domain/playback/preview-schedule';

export interface AudioMixPart {
  readonly buffer: AudioBuffer;
  /** `null`: the part is over. */
  readonly cue: AudioCue | null;
  /** 1 is the recorded level. */
  readonly gain: number;
}

export interface AudioMix {
  /** Sets the gain of the part at `index`; 0 mutes it. */
  setGain(index: number, gain: number): void;
  stop(): void;
}

/** Long enough to avoid clicks. */
const GAIN_RAMP_SECONDS = 0.01;

/** Starts every part at its cue, relative to `atSeconds` of the context's clock. */
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
