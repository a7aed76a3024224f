/**
 * Generates `public/sample`: a clip with a drawn presenter, a voice for it, and the clip's poster. Needs `ffmpeg` and
 * `espeak-ng`; the generated files are committed, so that the app does not need them. Run by `npm run sample`.
 */

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { drawFrame, drawRoom, HEIGHT_PX, type Mouth, WIDTH_PX } from './presenter.ts';

const CLIP_S = 9;
const FRAMES_PER_S = 25;
const SAMPLE_RATE = 48_000;
/** The old voice starts and ends inside the clip, so that both of its edges are audible. */
const OLD_VOICE_AT_S = 0.45;
const POSTER_AT_S = 1.6;
const MAX_BYTES_TOGETHER = 2_000_000;

const ORIGINAL_VOICE = {
  words:
    "Hello, and welcome! I am glad you're here. This is how I have always sounded. In a moment, I will speak with a voice that you choose.",
  voice: 'en-us+f4',
  wordsPerMinute: 172,
  pitch: 52,
};
const REPLACEMENT_VOICE = {
  words: 'Hello again! This is my new voice. It starts and ends where you want it to.',
  voice: 'en-gb+m3',
  wordsPerMinute: 160,
  pitch: 44,
};

/** Mono samples, -1 to 1, at `SAMPLE_RATE`, normalised to the usual loudness of speech on the web. */
function synthesizeSpeech(speech: typeof ORIGINAL_VOICE, folder: string): Float32Array {
  const spoken = path.join(folder, 'spoken.wav');
  const { voice, wordsPerMinute, pitch, words } = speech;
  execFileSync('espeak-ng', ['-v', voice, '-s', String(wordsPerMinute), '-p', String(pitch), '-a', '120', '-w', spoken, words]);
  const trimmed =
    'silenceremove=start_periods=1:start_threshold=-50dB,areverse,silenceremove=start_periods=1:start_threshold=-50dB,areverse';
  const filters = `${trimmed},highpass=f=70,lowpass=f=9000,loudnorm=I=-17:TP=-1.5,aresample=${SAMPLE_RATE}`;
  const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', spoken, '-af', filters, '-ac', '1', '-f', 'f32le', '-'], { maxBuffer: 1 << 26 });
  return new Float32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
}

/** Derives the mouth shape of every frame from the audio: louder opens it wider, more high frequencies spread it more. */
function computeMouthShapes(samples: Float32Array, startS: number): Mouth[] {
  const perFrame = SAMPLE_RATE / FRAMES_PER_S;
  let open = 0;
  let spread = 0.5;
  return Array.from({ length: CLIP_S * FRAMES_PER_S }, (_, frame) => {
    const from = Math.round((frame / FRAMES_PER_S - startS) * SAMPLE_RATE);
    const frameSamples = samples.subarray(Math.max(0, from), Math.max(0, from + perFrame));
    const loudness = Math.sqrt(frameSamples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, frameSamples.length));
    const crossings = frameSamples.reduce(
      (sum, sample, index) => sum + (index > 0 && sample >= 0 !== (frameSamples[index - 1] ?? 0) >= 0 ? 1 : 0),
      0,
    );
    const wantedOpen = Math.min(1, Math.max(0, (loudness - 0.02) / 0.22));
    const wantedSpread = Math.min(1, crossings / Math.max(1, frameSamples.length) / 0.09);
    // A mouth opens faster than it closes.
    open += (wantedOpen - open) * (wantedOpen > open ? 0.75 : 0.45);
    spread += (wantedSpread - spread) * 0.4;
    return { open: open < 0.03 ? 0 : open, spread };
  });
}

async function encodeClip(mouths: readonly Mouth[], oldVoice: string, target: string): Promise<void> {
  const encoder = spawn(
    'ffmpeg',
    [
      ...['-v', 'error', '-y', '-f', 'rawvideo', '-pixel_format', 'rgb24', '-video_size', `${WIDTH_PX}x${HEIGHT_PX}`],
      ...['-framerate', String(FRAMES_PER_S), '-i', '-', '-i', oldVoice],
      ...['-vf', 'scale=out_color_matrix=bt709:out_range=tv', '-pix_fmt', 'yuv420p', '-color_range', 'tv'],
      ...['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'],
      // A keyframe every second for fast seeking; one thread for reproducible bytes.
      ...['-c:v', 'libx264', '-preset', 'veryslow', '-tune', 'animation', '-crf', '20', '-profile:v', 'high', '-bf', '0', '-threads', '1'],
      ...['-g', String(FRAMES_PER_S), '-keyint_min', String(FRAMES_PER_S), '-sc_threshold', '0'],
      ...[
        '-c:a',
        'aac',
        '-b:a',
        '96k',
        '-ac',
        '1',
        '-t',
        String(CLIP_S),
        '-fflags',
        '+bitexact',
        '-flags',
        '+bitexact',
        '-movflags',
        '+faststart',
        target,
      ],
    ],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  );
  const room = drawRoom();
  for (const [frame, mouth] of mouths.entries()) {
    if (!encoder.stdin.write(drawFrame(room, frame / FRAMES_PER_S, mouth).rgb)) await once(encoder.stdin, 'drain');
  }
  encoder.stdin.end();
  const [code] = await once(encoder, 'close');
  if (code !== 0) throw new Error(`ffmpeg exited with ${code} while encoding the clip`);
}

/** Writes raw samples for ffmpeg: `lengthS` of silence with the samples at `startS`. */
function encodeAudio(samples: Float32Array, startS: number, lengthS: number, target: string, options: readonly string[]): void {
  const whole = new Float32Array(Math.round(lengthS * SAMPLE_RATE));
  whole.set(samples, Math.round(startS * SAMPLE_RATE));
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'f32le', '-ar', String(SAMPLE_RATE), '-ac', '1', '-i', '-', ...options, target], {
    input: new Uint8Array(whole.buffer),
  });
}

const folder = mkdtempSync(path.join(tmpdir(), 'lip-sync-sample-'));
const target = path.resolve(import.meta.dirname, '../../../public/sample');
mkdirSync(target, { recursive: true });
try {
  const oldVoice = synthesizeSpeech(ORIGINAL_VOICE, folder);
  const oldVoiceEndS = OLD_VOICE_AT_S + oldVoice.length / SAMPLE_RATE;
  if (oldVoiceEndS > CLIP_S - 0.2) throw new Error(`the old voice ends at ${oldVoiceEndS.toFixed(2)} s, too close to the clip's end`);
  const oldVoiceFile = path.join(folder, 'old-voice.wav');
  encodeAudio(oldVoice, OLD_VOICE_AT_S, CLIP_S, oldVoiceFile, []);
  await encodeClip(computeMouthShapes(oldVoice, OLD_VOICE_AT_S), oldVoiceFile, path.join(target, 'clip.mp4'));

  const newVoice = synthesizeSpeech(REPLACEMENT_VOICE, folder);
  const newVoiceS = 0.1 + newVoice.length / SAMPLE_RATE + 0.15;
  if (newVoiceS < 5 || newVoiceS > 5.8) throw new Error(`the new voice takes ${newVoiceS.toFixed(2)} s, not 5.0 to 5.8 s`);
  const mp3 = ['-ar', '44100', '-c:a', 'libmp3lame', '-b:a', '128k', '-fflags', '+bitexact', '-flags', '+bitexact'];
  encodeAudio(newVoice, 0.1, newVoiceS, path.join(target, 'voice.mp3'), mp3);

  const poster = [
    '-vf',
    'scale=480:270:flags=lanczos',
    '-frames:v',
    '1',
    '-c:v',
    'mjpeg',
    '-q:v',
    '4',
    '-pix_fmt',
    'yuvj420p',
    '-fflags',
    '+bitexact',
    '-flags',
    '+bitexact',
  ];
  execFileSync('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-ss',
    String(POSTER_AT_S),
    '-i',
    path.join(target, 'clip.mp4'),
    ...poster,
    path.join(target, 'poster.jpg'),
  ]);

  const sizes = ['clip.mp4', 'voice.mp3', 'poster.jpg'].map((name) => ({ name, byteSize: statSync(path.join(target, name)).size }));
  const together = sizes.reduce((sum, { byteSize }) => sum + byteSize, 0);
  for (const { name, byteSize } of sizes) console.log(`${name.padEnd(12)} ${(byteSize / 1000).toFixed(0).padStart(5)} kB`);
  console.log(`old voice ${OLD_VOICE_AT_S} to ${oldVoiceEndS.toFixed(2)} s of ${CLIP_S} s; new voice ${newVoiceS.toFixed(2)} s`);
  if (together > MAX_BYTES_TOGETHER) throw new Error(`${together} bytes together, more than ${MAX_BYTES_TOGETHER}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
