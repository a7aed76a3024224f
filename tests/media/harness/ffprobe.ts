/** Measures files with ffprobe and ffmpeg, independently of the code under test. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

const ffprobeSchema = z.object({
  format: z.object({ format_name: z.string(), duration: z.coerce.number(), size: z.coerce.number() }),
  streams: z.array(
    z.object({
      codec_type: z.string(),
      codec_name: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      sample_aspect_ratio: z.string().optional(),
      bit_rate: z.coerce.number().optional(),
      side_data_list: z.array(z.object({ rotation: z.number().optional() })).optional(),
    }),
  ),
});

export interface FfprobeReport {
  readonly formats: readonly string[];
  readonly durationMs: number;
  readonly byteSize: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly videoCodec: string | undefined;
  readonly audioCodec: string | undefined;
  readonly audioBitsPerSecond: number | undefined;
}

export async function ffprobe(file: string): Promise<FfprobeReport> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-print_format', 'json', '-show_format', '-show_streams', file]);
  const { format, streams } = ffprobeSchema.parse(JSON.parse(stdout));
  const videoStream = streams.find((stream) => stream.codec_type === 'video');
  const audioStream = streams.find((stream) => stream.codec_type === 'audio');
  const [across = 1, down = 1] = (videoStream?.sample_aspect_ratio ?? '1:1').split(':').map(Number);
  const width = Math.round((videoStream?.width ?? 0) * (across > 0 && down > 0 ? across / down : 1));
  const height = videoStream?.height ?? 0;
  const rotation = videoStream?.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0;
  const isSideways = Math.abs(rotation) % 180 === 90;
  return {
    formats: format.format_name.split(','),
    durationMs: Math.round(format.duration * 1000),
    byteSize: format.size,
    widthPx: isSideways ? height : width,
    heightPx: isSideways ? width : height,
    videoCodec: videoStream?.codec_name,
    audioCodec: audioStream?.codec_name,
    audioBitsPerSecond: audioStream?.bit_rate,
  };
}

/** Highest sample in dB; 0 is full scale. */
export async function measurePeakDb(file: string): Promise<number> {
  const { stderr } = await run('ffmpeg', ['-nostdin', '-i', file, '-af', 'volumedetect', '-f', 'null', '-']);
  return Number(/max_volume: (-?[\d.]+) dB/.exec(stderr)?.[1] ?? Number.NaN);
}

const SAMPLE_RATE_HZ = 8_000;
const MIN_BEEP_AMPLITUDE = 0.08;
const MIN_FLASH_BRIGHTNESS = 190;

/** Start times of beeps in seconds of the file, including a gap before the first sample. */
async function findBeeps(file: string): Promise<number[]> {
  const { stdout } = await run(
    'ffmpeg',
    [
      '-v',
      'error',
      '-i',
      file,
      '-map',
      '0:a:0',
      '-af',
      'aresample=async=1:first_pts=0',
      '-ac',
      '1',
      '-ar',
      String(SAMPLE_RATE_HZ),
      '-f',
      'f32le',
      '-',
    ],
    { encoding: 'buffer', maxBuffer: 2 ** 28 },
  );
  const samples = new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength - (stdout.byteLength % 4)));
  const times: number[] = [];
  let lastLoud = Number.NEGATIVE_INFINITY;
  for (const [index, sample] of samples.entries()) {
    if (Math.abs(sample) < MIN_BEEP_AMPLITUDE) continue;
    if (index - lastLoud > SAMPLE_RATE_HZ / 5) times.push(index / SAMPLE_RATE_HZ);
    lastLoud = index;
  }
  return times;
}

/** Start times of flashes, measured in the middle of the frame, where padding has no bars. */
async function findFlashes(file: string): Promise<number[]> {
  const { stdout } = await run(
    'ffmpeg',
    [
      '-v',
      'error',
      '-threads',
      '2',
      '-i',
      file,
      '-map',
      '0:v:0',
      '-vf',
      'crop=iw/4:ih/4,scale=32:32,format=gray,signalstats,metadata=print:key=lavfi.signalstats.YAVG:file=-',
      '-vsync',
      'passthrough',
      '-f',
      'null',
      '-',
    ],
    { maxBuffer: 2 ** 26 },
  );
  const times: number[] = [];
  let time = 0;
  let wasBright = false;
  for (const line of stdout.split('\n')) {
    const at = /pts_time:([\d.-]+)/.exec(line);
    if (at) time = Number(at[1]);
    const level = /YAVG=([\d.]+)/.exec(line);
    if (!level) continue;
    const bright = Number(level[1]) > MIN_FLASH_BRIGHTNESS;
    if (bright && !wasBright) times.push(time);
    wasBright = bright;
  }
  return times;
}

export interface AvSync {
  /** Median delay of the audio relative to the video; negative if the audio is early. */
  readonly audioDelayMs: number;
  /** Time of the first complete beat. */
  readonly firstFlashMs: number;
  readonly beats: number;
}

/** Measures the audio-video offset of a file with a flash and a beep each second. */
export async function measureAvSync(file: string): Promise<AvSync> {
  const [flashTimes, beepTimes] = await Promise.all([findFlashes(file), findBeeps(file)]);
  const delays = flashTimes
    .map((at) => beepTimes.map((beep) => (beep - at) * 1000).toSorted((a, b) => Math.abs(a) - Math.abs(b))[0])
    .filter((difference) => difference !== undefined && Math.abs(difference) < 400)
    .toSorted((a, b) => Number(a) - Number(b));
  return {
    audioDelayMs: delays[Math.floor(delays.length / 2)] ?? Number.NaN,
    firstFlashMs: (flashTimes[0] ?? Number.NaN) * 1000,
    beats: delays.length,
  };
}

/**
 * Largest deviation, of 255, of the two outermost pixel lines from the colour of the middle, per RGB channel, in the fifth frame of a single-colour
 * clip.
 */
export async function measureEdgeDeviation(file: string, widthPx: number, heightPx: number) {
  const options = [
    '-v',
    'error',
    '-nostdin',
    '-i',
    file,
    '-vf',
    'select=eq(n\\,4)',
    '-frames:v',
    '1',
    '-pix_fmt',
    'rgb24',
    '-f',
    'rawvideo',
    '-',
  ];
  const { stdout } = await run('ffmpeg', options, { encoding: 'buffer', maxBuffer: 2 ** 26 });
  if (stdout.byteLength !== widthPx * heightPx * 3)
    throw new Error(`${stdout.byteLength} bytes are not a frame of ${widthPx} × ${heightPx}`);
  const pixelAt = (x: number, y: number) => [0, 1, 2].map((part) => stdout[(y * widthPx + x) * 3 + part] ?? 0);
  const middle = pixelAt(widthPx / 2, heightPx / 2);
  const getDeviation = (x: number, y: number) => Math.max(...pixelAt(x, y).map((value, part) => Math.abs(value - (middle[part] ?? 0))));
  const column = (x: number) => Math.max(...Array.from({ length: heightPx }, (_, y) => getDeviation(x, y)));
  const row = (y: number) => Math.max(...Array.from({ length: widthPx }, (_, x) => getDeviation(x, y)));
  return {
    left: Math.max(column(0), column(1)),
    right: Math.max(column(widthPx - 1), column(widthPx - 2)),
    top: Math.max(row(0), row(1)),
    bottom: Math.max(row(heightPx - 1), row(heightPx - 2)),
  };
}
