/** The page of the preview tests: renders the audio mix offline, so that the tests can check its samples. */

import type { Placement } from '@/lib/domain/placement';
import { PreviewPlayer } from '@/lib/media/playback/preview-player';

/** An action of the editor at a time of the audio clock. */
export interface ScheduledAction {
  readonly atMs: number;
  readonly play?: true;
  readonly pause?: true;
  readonly seekMs?: number;
  readonly looping?: boolean;
  readonly placement?: Placement;
}

export interface RenderRequest {
  readonly rateHz: number;
  readonly clipMs: number;
  readonly voiceMs: number;
  readonly placement: Placement | null;
  readonly fromMs: number;
  readonly actions: readonly ScheduledAction[];
  readonly renderMs: number;
}

/** Animation frames on the audio clock: a multiple of its blocks, at which rendering can be suspended. */
const FRAME_MS = 16;
/** Oversampling, so that the blocks of 128 samples are short. */
const OVERSAMPLING = 4;

function createBuffer(rateHz: number, ms: number, sampleAt: (index: number) => number): AudioBuffer {
  const buffer = new AudioBuffer({ numberOfChannels: 1, length: Math.round((ms * rateHz) / 1000), sampleRate: rateHz });
  buffer.copyToChannel(
    new Float32Array(buffer.length).map((_, index) => sampleAt(index)),
    0,
  );
  return buffer;
}

/** Seeded noise, in which every section is unique. Each value is held for one sample of the output rate. */
function noise(rateHz: number, ms: number): AudioBuffer {
  let state = 12_345;
  let value = 0;
  return createBuffer(rateHz, ms, (index) => {
    if (index % OVERSAMPLING === 0) {
      // Xorshift: its period is far longer than any recording.
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      value = ((state >>> 0) / 2 ** 32 - 0.5) * 0.6;
    }
    return value;
  });
}

/** Plays a request. @returns the recording and the rendered audio, sample by sample. */
async function render(request: RenderRequest): Promise<{ readonly voiceSamples: number[]; readonly outputSamples: number[] }> {
  const rateHz = request.rateHz * OVERSAMPLING;
  const context = new OfflineAudioContext(1, Math.round((request.renderMs * rateHz) / 1000), rateHz);
  const voice = noise(rateHz, request.voiceMs);
  const clipTone = createBuffer(rateHz, request.clipMs, (index) => 0.1 * Math.sin((2 * Math.PI * 330 * index) / rateHz));
  const frames: (() => void)[] = [];
  const mixer = new PreviewPlayer({
    openAudio: () => context,
    decodeVoice: async () => voice,
    decodeClip: async () => clipTone,
    requestFrame: (callback) => frames.push(callback),
    cancelFrame: () => frames.splice(0),
  });
  mixer.setClip({ src: 'blob:clip', durationMs: request.clipMs, hasSound: true });
  mixer.setVoice('blob:voice');
  mixer.setPlacement(request.placement);
  mixer.seek(request.fromMs);
  await mixer.play();
  const suspended: Promise<void>[] = [];
  for (let atMs = FRAME_MS; atMs < request.renderMs; atMs += FRAME_MS) {
    const dueActions = request.actions.filter((action) => action.atMs > atMs - FRAME_MS && action.atMs <= atMs);
    suspended.push(
      context.suspend(atMs / 1000).then(async () => {
        for (const action of dueActions) {
          if (action.placement) mixer.setPlacement(action.placement);
          if (action.looping !== undefined) mixer.setLooping(action.looping);
          if (action.seekMs !== undefined) mixer.seek(action.seekMs);
          if (action.pause) mixer.pause();
          if (action.play) await mixer.play();
        }
        for (const frame of frames.splice(0)) frame();
        await context.resume();
      }),
    );
  }
  const [rendered] = await Promise.all([context.startRendering(), ...suspended]);
  const downsample = (buffer: AudioBuffer) => [...buffer.getChannelData(0).filter((_, index) => index % OVERSAMPLING === 0)];
  return { voiceSamples: downsample(voice), outputSamples: downsample(rendered) };
}

const previewPage = { render };
export type PreviewPageApi = typeof previewPage;

declare global {
  interface Window {
    previewPage: PreviewPageApi;
  }
}

window.previewPage = previewPage;
