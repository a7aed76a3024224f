import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildResult } from '@/lib/simulator/media/result';
import {
  AUDIO_RATE,
  type ClipRecipe,
  decodeAudio,
  findAudio,
  getPeakBetween,
  makeClip,
  makeVoice,
  readableFile,
  type VoiceRecipe,
  videoPackets,
} from '../../../fixtures/media';
import { temporaryFolder } from '../../../setup/temporary-folder';

/** The promise of the whole: the voice is where it was placed. */
const TOLERANCE_MS = 50;
/** AAC rounds a trim to half a packet and fades over one. */
const EDGE_MS = 100;
const MAX_SILENT_PEAK = 0.01;

interface VoicePlacement {
  readonly trimStartMs: number;
  readonly trimEndMs: number;
  readonly insertAtMs: number;
}

async function buildResultFile(clip: string, voice: string, plan: VoicePlacement): Promise<string> {
  const result = buildResult(await readableFile(clip), new Uint8Array(await readFile(voice)), plan);
  const file = path.join(await temporaryFolder(), 'result.mp4');
  await writeFile(file, result.stream);
  expect(result.failure()).toBeNull();
  return file;
}

interface Probe {
  readonly format: { readonly duration: string; readonly start_time: string };
  readonly streams: readonly {
    readonly codec_type: string;
    readonly start_time: string;
    readonly duration: string;
    readonly side_data_list?: readonly { readonly rotation?: number }[];
  }[];
}

function probe(file: string): Probe {
  const program = (process.env.FFMPEG_PATH ?? 'ffmpeg').replace(/ffmpeg(?=(\.exe)?$)/, 'ffprobe');
  return JSON.parse(execFileSync(program, ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', file], { encoding: 'utf8' }));
}

/** Finds the middle half second of the placed voice in a result's sound, and answers how far off it is. */
async function measureOffsetMs(audio: Float32Array, voice: string, plan: VoicePlacement): Promise<number> {
  const middleMs = (plan.trimStartMs + plan.trimEndMs) / 2;
  const voiceAudio = await decodeAudio(voice);
  const sample = voiceAudio.subarray((middleMs * AUDIO_RATE) / 1000, ((middleMs + 500) * AUDIO_RATE) / 1000);
  const { atMs, correlation } = findAudio(sample, audio);
  expect(correlation).toBeGreaterThan(0.9);
  return atMs - (middleMs - plan.trimStartMs + plan.insertAtMs);
}

const plan: VoicePlacement = { trimStartMs: 700, trimEndMs: 4_300, insertAtMs: 3_210 };

const voices: readonly Partial<VoiceRecipe>[] = [
  ...[16_000, 22_050, 24_000, 32_000, 44_100, 48_000].map((sampleRate) => ({ kind: 'mp3' as const, sampleRate })),
  ...[8_000, 16_000, 22_050, 44_100, 48_000, 96_000].map((sampleRate) => ({ kind: 'wav' as const, sampleRate })),
  ...[16_000, 22_050, 44_100, 48_000].map((sampleRate) => ({ kind: 'm4a' as const, sampleRate })),
  { kind: 'mp3', channels: 2 },
  { kind: 'm4a', channels: 2 },
  { kind: 'wav', channels: 2, codec: 'pcm_s24le' },
  { kind: 'wav', codec: 'pcm_u8' },
  { kind: 'wav', codec: 'pcm_f32le' },
  { kind: 'wav', codec: 'pcm_mulaw' },
];

describe('a result', () => {
  it.each(voices)('has the voice at its place and silence around it: %o', async (recipe) => {
    const voice = await makeVoice(recipe);
    const result = await buildResultFile(await makeClip(), voice, plan);
    const audio = await decodeAudio(result);
    expect(Math.abs(await measureOffsetMs(audio, voice, plan))).toBeLessThan(TOLERANCE_MS);
    const endMs = plan.insertAtMs + plan.trimEndMs - plan.trimStartMs;
    expect(getPeakBetween(audio, 0, plan.insertAtMs - EDGE_MS)).toBeLessThan(MAX_SILENT_PEAK);
    expect(getPeakBetween(audio, plan.insertAtMs, endMs)).toBeGreaterThan(0.1);
    expect(getPeakBetween(audio, endMs + EDGE_MS, 9_000)).toBeLessThan(MAX_SILENT_PEAK);
  });

  it.each(['mp3', 'wav', 'm4a'] as const)('begins with the voice when that is its place, and ends with it too: %s', async (kind) => {
    const voice = await makeVoice({ kind, seconds: 9.5 });
    const clip = await makeClip();
    const whole: VoicePlacement = { trimStartMs: 250, trimEndMs: 9_250, insertAtMs: 0 };
    const result = await buildResultFile(clip, voice, whole);
    const audio = await decodeAudio(result);
    expect(Math.abs(await measureOffsetMs(audio, voice, whole))).toBeLessThan(TOLERANCE_MS);
    expect(getPeakBetween(audio, 0, EDGE_MS)).toBeGreaterThan(0.05);
    expect(getPeakBetween(audio, 9_000 - EDGE_MS, 9_000)).toBeGreaterThan(0.05);
  });

  it.each(['mp3', 'wav', 'm4a'] as const)('is silent where the recording ends before its trim does: %s', async (kind) => {
    const voice = await makeVoice({ kind });
    const tooLong: VoicePlacement = { trimStartMs: 2_500, trimEndMs: 6_000, insertAtMs: 1_000 };
    const audio = await decodeAudio(await buildResultFile(await makeClip(), voice, tooLong));
    expect(getPeakBetween(audio, 3_600 + EDGE_MS, 9_000)).toBeLessThan(MAX_SILENT_PEAK);
  });

  const clips: readonly Partial<ClipRecipe>[] = [
    {},
    { container: 'mov' },
    { hasAudio: false },
    { rotation: 90 },
    { rotation: 270, container: 'mov' },
    { widthPx: 720, heightPx: 1280 },
    { codec: 'hevc', container: 'mov', seconds: 3 },
    { seconds: 2, framesPerSecond: 30 },
  ];

  it.each(clips)("keeps the picture's packets, its turn and its length: %o", async (recipe) => {
    const clip = await makeClip(recipe);
    const voice = await makeVoice();
    const result = await buildResultFile(clip, voice, { trimStartMs: 0, trimEndMs: 2_000, insertAtMs: 0 });
    expect(await videoPackets(result)).toEqual(await videoPackets(clip));
    const { format, streams } = probe(result);
    expect(Math.abs(Number(format.duration) - (recipe.seconds ?? 9))).toBeLessThan(0.002);
    const rotations = (one: Probe) => one.streams.flatMap(({ side_data_list: data = [] }) => data.flatMap(({ rotation = 0 }) => rotation));
    expect(rotations({ format, streams })).toEqual(rotations(probe(clip)));
    for (const stream of streams) expect(Number(stream.start_time)).toBe(0);
    expect(streams.map((stream) => stream.codec_type)).toEqual(['video', 'audio']);
  });

  it('buildResult writes the index before the packets', async () => {
    const bytes = await readFile(await buildResultFile(await makeClip(), await makeVoice(), plan));
    const names: string[] = [];
    for (let at = 0; at + 8 <= bytes.byteLength; at += bytes.readUInt32BE(at)) names.push(bytes.toString('latin1', at + 4, at + 8));
    expect(names).toEqual(['ftyp', 'moov', 'free', 'mdat']);
  });

  it('holds no more of a video in memory than a few pieces', async () => {
    const clip = await readableFile(await makeClip());
    const sizes: number[] = [];
    const trackedFile: typeof clip = {
      byteSize: clip.byteSize,
      read: (range) => {
        sizes.push(range.end - range.start + 1);
        return clip.read(range);
      },
    };
    const { stream } = buildResult(trackedFile, new Uint8Array(await readFile(await makeVoice())), plan);
    const reader = stream.getReader();
    await reader.read();
    const atFirst = sizes.length;
    // The reader has stopped, so the build stops too.
    await new Promise((resolve) => setImmediate(resolve));
    expect(sizes.length - atFirst).toBeLessThan(4);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1_000_000);
    await reader.cancel();
  });

  it('buildResult reports a video without a video track', async () => {
    const clip = await readableFile(await makeClip({ hasVideo: false }));
    const result = buildResult(clip, new Uint8Array(await readFile(await makeVoice())), plan);
    await expect(new Response(result.stream).arrayBuffer()).rejects.toThrow('no picture');
    expect(result.failure()?.message).toContain('no picture');
  });

  it('a storage failure is not reported as a media error', async () => {
    const clip = await readableFile(await makeClip());
    let reads = 0;
    const failing: typeof clip = {
      byteSize: clip.byteSize,
      read: (range) => {
        reads += 1;
        return reads > 1 ? Promise.reject(new Error('disk on fire')) : clip.read(range);
      },
    };
    const result = buildResult(failing, new Uint8Array(await readFile(await makeVoice())), plan);
    await expect(new Response(result.stream).arrayBuffer()).rejects.toThrow();
    expect(result.failure()).toBeNull();
  });
});
