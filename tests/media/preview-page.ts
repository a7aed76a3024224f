/** The page of the preview's tests: our mixer on an audio engine that renders as fast as it can, so that what is heard can be looked at. */

import type { Placement } from '@/lib/domain/placement';
import { PreviewMixer } from '@/lib/media/preview-mixer';

/** What an editor does, and when on the engine's clock. */
export interface Doing {
  readonly atMs: number;
  readonly play?: true;
  readonly pause?: true;
  readonly seekMs?: number;
  readonly looping?: boolean;
  readonly place?: Placement;
}

export interface Wish {
  readonly rateHz: number;
  readonly clipMs: number;
  readonly voiceMs: number;
  readonly placement: Placement | null;
  readonly fromMs: number;
  readonly doings: readonly Doing[];
  readonly renderMs: number;
}

/** Frames of a screen, on the engine's clock: a whole number of its blocks, at which alone it can be stopped. */
const FRAME_MS = 16;
/** The engine works this much more finely than what is looked at, so that its blocks of 128 samples are short. */
const FINER = 4;

function sound(rateHz: number, ms: number, sampleAt: (index: number) => number): AudioBuffer {
  const buffer = new AudioBuffer({ numberOfChannels: 1, length: Math.round((ms * rateHz) / 1000), sampleRate: rateHz });
  buffer.copyToChannel(
    new Float32Array(buffer.length).map((_, index) => sampleAt(index)),
    0,
  );
  return buffer;
}

/** Noise from a seed: any piece of it is found again at one place only. Each value is held as long as one sample of what is looked at. */
function noise(rateHz: number, ms: number): AudioBuffer {
  let state = 12_345;
  let value = 0;
  return sound(rateHz, ms, (index) => {
    if (index % FINER === 0) {
      // Xorshift: its period is far longer than any recording.
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      value = ((state >>> 0) / 2 ** 32 - 0.5) * 0.6;
    }
    return value;
  });
}

/** Plays a wish through. @returns the recording and what was heard, sample by sample. */
async function render(wish: Wish): Promise<{ readonly recorded: number[]; readonly heard: number[] }> {
  const rateHz = wish.rateHz * FINER;
  const context = new OfflineAudioContext(1, Math.round((wish.renderMs * rateHz) / 1000), rateHz);
  const voice = noise(rateHz, wish.voiceMs);
  const tone = sound(rateHz, wish.clipMs, (index) => 0.1 * Math.sin((2 * Math.PI * 330 * index) / rateHz));
  const frames: (() => void)[] = [];
  const mixer = new PreviewMixer({
    openAudio: () => context,
    readVoice: async () => voice,
    readClip: async () => tone,
    nextFrame: (callback) => frames.push(callback),
    cancelFrame: () => frames.splice(0),
  });
  mixer.setClip({ src: 'blob:clip', durationMs: wish.clipMs, hasSound: true });
  mixer.setVoice('blob:voice');
  mixer.setPlacement(wish.placement);
  mixer.seek(wish.fromMs);
  await mixer.play();
  const suspended: Promise<void>[] = [];
  for (let atMs = FRAME_MS; atMs < wish.renderMs; atMs += FRAME_MS) {
    const due = wish.doings.filter((doing) => doing.atMs > atMs - FRAME_MS && doing.atMs <= atMs);
    suspended.push(
      context.suspend(atMs / 1000).then(async () => {
        for (const doing of due) {
          if (doing.place) mixer.setPlacement(doing.place);
          if (doing.looping !== undefined) mixer.setLooping(doing.looping);
          if (doing.seekMs !== undefined) mixer.seek(doing.seekMs);
          if (doing.pause) mixer.pause();
          if (doing.play) await mixer.play();
        }
        for (const frame of frames.splice(0)) frame();
        await context.resume();
      }),
    );
  }
  const [rendered] = await Promise.all([context.startRendering(), ...suspended]);
  const lookedAt = (buffer: AudioBuffer) => [...buffer.getChannelData(0).filter((_, index) => index % FINER === 0)];
  return { recorded: lookedAt(voice), heard: lookedAt(rendered) };
}

const preview = { render };
export type Preview = typeof preview;

declare global {
  interface Window {
    preview: Preview;
  }
}

window.preview = preview;
