import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkVideoLimits } from '@/lib/domain/video';
import { checkVoiceLimits } from '@/lib/domain/voice';
import { AppError } from '@/lib/server/http/app-error';
import { measureVideo, measureVoice } from '@/lib/server/media/measure';
import { movie, ROTATIONS, videoTrack } from './mp4-boxes';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lip-sync-clips-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Made by ffmpeg, which knows nothing of us. */
function encodeSample(name: string, ...args: string[]): Uint8Array {
  const file = path.join(folder, name);
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args, file]);
  return new Uint8Array(readFileSync(file));
}

const picture = (seconds: number, size = '640x512', rate = 25) => ['-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${rate}:d=${seconds}`];
const sound = (seconds: number, rate = 44_100) => ['-f', 'lavfi', '-i', `sine=440:r=${rate}:d=${seconds}`];
const H264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p'];

function asFile(bytes: Uint8Array) {
  return {
    byteSize: bytes.byteLength,
    read: async ({ start, end }: { start: number; end: number }) => bytes.subarray(start, end + 1),
  };
}

function video(bytes: Uint8Array) {
  return measureVideo(asFile(bytes));
}

describe('a video', () => {
  test.each<[string, string, string[], Partial<Awaited<ReturnType<typeof video>>>]>([
    ['an MP4', 'a.mp4', [], { container: 'mp4' }],
    ['an MP4 whose index comes first', 'b.mp4', ['-movflags', '+faststart'], { container: 'mp4' }],
    ['an MP4 in fragments', 'c.mp4', ['-movflags', 'frag_keyframe+empty_moov', '-g', '12'], { container: 'mp4' }],
    ['an M4V', 'd.m4v', [], { container: 'mp4' }],
    ['a MOV', 'e.mov', [], { container: 'mov' }],
  ])('%s is told by its content, with its length, its sides and its sound', async (_what, name, args, expected) => {
    const bytes = encodeSample(name, ...picture(3), ...sound(3), ...H264, '-c:a', 'aac', ...args);
    const facts = await video(bytes);
    expect(facts).toMatchObject({ ...expected, byteSize: bytes.byteLength, widthPx: 640, heightPx: 512, hasSound: true });
    expect(Math.abs(facts.durationMs - 3000)).toBeLessThanOrEqual(25);
    expect(checkVideoLimits(facts).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('measureVideo detects a MOV named MP4', async () => {
    expect((await video(encodeSample('f.mp4', ...picture(2), ...H264, '-f', 'mov'))).container).toBe('mov');
  });

  test('measureVideo reports a video without audio as silent', async () => {
    expect(await video(encodeSample('g.mp4', ...picture(2), ...H264))).toMatchObject({ hasSound: false, durationMs: 2000 });
  });

  test('measureVideo reports no dimensions for audio without a video track', async () => {
    const facts = await video(encodeSample('h.mp4', ...sound(2), '-c:a', 'aac'));
    expect(facts).toMatchObject({ container: 'mp4', widthPx: 0, heightPx: 0, hasSound: true });
    expect(checkVideoLimits(facts).map(({ code }) => code)).toContain('video-no-picture');
  });

  test.each([
    ['as it is', ROTATIONS.none, [1280, 720]],
    ['a quarter to the right', ROTATIONS.right, [720, 1280]],
    ['a quarter to the left', ROTATIONS.left, [720, 1280]],
    ['upside down', ROTATIONS.half, [1280, 720]],
  ])('turned %s has the sides that it is shown with', async (_what, matrix, sides) => {
    const facts = await video(movie(videoTrack({ matrix })));
    expect([facts.widthPx, facts.heightPx]).toEqual(sides);
  });

  test('measureVideo reports display dimensions for non-square pixels', async () => {
    const facts = await video(encodeSample('k.mp4', ...picture(2, '720x576'), '-vf', 'setsar=16/11', ...H264));
    expect([facts.widthPx, facts.heightPx]).toEqual([1047, 576]);
  });

  test('measureVideo applies edits of the index at both ends', async () => {
    encodeSample('l.mp4', ...picture(6), '-g', '75', ...H264);
    const front = encodeSample('m.mp4', '-ss', '1.4', '-i', path.join(folder, 'l.mp4'), '-c', 'copy');
    expect(Math.abs((await video(front)).durationMs - 4600)).toBeLessThanOrEqual(40);
  });

  test('measureVideo ignores audio that is longer than the video track', async () => {
    const facts = await video(encodeSample('n.mp4', ...picture(2), ...sound(2.5), ...H264, '-c:a', 'aac'));
    expect(facts.durationMs).toBe(2000);
  });

  test.each([
    [2, 2000, []],
    [1.9, 1900, ['video-too-short']],
    [60, 60_000, []],
    [60.1, 60_100, ['video-too-long']],
  ])('of %s s lies on its own side of the limit', async (seconds, durationMs, codes) => {
    const facts = await video(encodeSample('o.mp4', ...picture(seconds, '512x512', 10), ...sound(seconds), ...H264, '-c:a', 'aac'));
    expect(facts.durationMs).toBe(durationMs);
    expect(checkVideoLimits(facts).flatMap(({ code, severity }) => (severity === 'error' ? [code] : []))).toEqual(codes);
  });

  test('measureVideo handles a minute of uncompressed audio', async () => {
    const facts = await video(
      encodeSample('p.mov', ...picture(60, '512x512', 2), ...sound(60, 48_000), ...H264, '-bf', '2', '-c:a', 'pcm_s16le'),
    );
    expect(facts).toMatchObject({ container: 'mov', durationMs: 60_000, hasSound: true });
  });

  test.each<[string, () => Uint8Array]>([
    ['nothing', () => new Uint8Array(0)],
    ['a few letters', () => new TextEncoder().encode('hello')],
    ['a text', () => new TextEncoder().encode('ftyp is not enough to be a video, said the text. '.repeat(99))],
    ['a WebM', () => encodeSample('q.webm', ...picture(1, '320x240'), '-c:v', 'libvpx', '-deadline', 'realtime')],
    ['a Matroska', () => encodeSample('r.mkv', ...picture(1, '320x240'), ...H264)],
    ['an AVI', () => encodeSample('s.avi', ...picture(1, '320x240'), '-c:v', 'mpeg4')],
    ['an MP3', () => encodeSample('t.mp3', ...sound(1))],
  ])('%s is none', async (_what, bytes) => {
    expect(await video(bytes())).toMatchObject({ container: 'other', durationMs: 0, widthPx: 0, heightPx: 0, hasSound: false });
  });

  test('measureVideo passes on read errors', async () => {
    const file = { byteSize: 100, read: () => Promise.reject(new AppError('internal-error', 'the disk')) };
    await expect(measureVideo(file)).rejects.toMatchObject({ code: 'internal-error' });
  });

  test('measureVideo reads only a small part of a file of any size', async () => {
    const bytes = encodeSample('u.mp4', ...picture(4, '1280x720'), ...H264, '-b:v', '20M');
    let readBytes = 0;
    const file = asFile(bytes);
    await measureVideo({
      ...file,
      read: (range) => {
        readBytes += range.end - range.start + 1;
        return file.read(range);
      },
    });
    expect(readBytes).toBeLessThan(bytes.byteLength / 10);
  });
});

describe('a voice', () => {
  test.each<[string, string, string[], string, number]>([
    ['an MP3 of constant rate', 'a.mp3', ['-b:a', '64k'], 'mp3', 60],
    ['an MP3 of changing rate', 'b.mp3', ['-q:a', '6'], 'mp3', 60],
    ['an MP3 without a word of its length', 'c.mp3', ['-write_xing', '0', '-id3v2_version', '0'], 'mp3', 60],
    ['an MP3 with tags', 'd.mp3', ['-metadata', 'title=A voice', '-id3v2_version', '3', '-write_id3v1', '1'], 'mp3', 60],
    ['an MP3 of the telephone’s rate', 'e.mp3', ['-ar', '8000', '-b:a', '16k'], 'mp3', 220],
    ['a WAV', 'f.wav', ['-c:a', 'pcm_s16le'], 'wav', 1],
    ['a WAV of 24 bits', 'g.wav', ['-c:a', 'pcm_s24le'], 'wav', 1],
    ['a WAV of floats', 'h.wav', ['-c:a', 'pcm_f32le'], 'wav', 1],
    ['an M4A', 'i.m4a', ['-c:a', 'aac'], 'm4a', 1],
    ['an M4A whose index comes first', 'j.m4a', ['-c:a', 'aac', '-movflags', '+faststart'], 'm4a', 1],
    ['an MP4 that holds sound alone', 'k.mp4', ['-c:a', 'aac'], 'm4a', 1],
  ])('%s is told by its content, with its length', async (_what, name, args, kind, toleranceMs) => {
    const bytes = encodeSample(name, ...sound(3), ...args);
    const facts = await measureVoice(bytes);
    expect(facts).toMatchObject({ kind, byteSize: bytes.byteLength });
    expect(Math.abs(facts.durationMs - 3000)).toBeLessThanOrEqual(toleranceMs);
    expect(checkVoiceLimits(facts)).toEqual([]);
  });

  test('measureVoice measures the audio of an MP3 with a large embedded image', async () => {
    const plain = encodeSample('l.mp3', ...sound(3), '-id3v2_version', '0', '-write_xing', '0');
    const size = 300_000;
    const tag = [0x49, 0x44, 0x33, 4, 0, 0, (size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127];
    const tagged = new Uint8Array(Buffer.concat([Uint8Array.from(tag), new Uint8Array(size), plain]));
    expect((await measureVoice(tagged)).durationMs).toBe((await measureVoice(plain)).durationMs);
  });

  test('measureVoice measures an unfinished WAV by its bytes', async () => {
    const bytes = encodeSample('m.wav', ...sound(3), '-c:a', 'pcm_s16le', '-fflags', '+bitexact').slice();
    const data = Buffer.from(bytes.buffer).indexOf('data');
    new DataView(bytes.buffer).setUint32(data + 4, 0xffff_ffff, true);
    expect((await measureVoice(bytes)).durationMs).toBe(3000);
  });

  test.each<[string, () => Uint8Array]>([
    ['nothing', () => new Uint8Array(0)],
    ['a text', () => new TextEncoder().encode('to be or not to be '.repeat(999))],
    ['a video', () => encodeSample('n.mp4', ...picture(1), ...sound(1), ...H264, '-c:a', 'aac')],
    ['a MOV', () => encodeSample('o.mov', ...sound(1), '-c:a', 'aac')],
    ['an Ogg', () => encodeSample('p.ogg', ...sound(1), '-c:a', 'libvorbis')],
    ['a FLAC', () => encodeSample('q.flac', ...sound(1))],
    ['bare AAC', () => encodeSample('r.aac', ...sound(1), '-c:a', 'aac')],
    ['a WAV of an unknown kind', () => encodeSample('s.wav', ...sound(1), '-c:a', 'adpcm_ms')],
    ['a WAV of nothing but its head', () => encodeSample('t.wav', ...sound(1)).subarray(0, 40)],
    ['an M4A cut off', () => encodeSample('u.m4a', ...sound(1), '-c:a', 'aac').subarray(0, -200)],
    ['five million ones', () => new Uint8Array(5_000_000).fill(0xff)],
  ])('%s is none', async (_what, bytes) => {
    const sent = bytes();
    expect(await measureVoice(sent)).toEqual({ kind: 'other', byteSize: sent.byteLength, durationMs: 0 });
  });

  test('measureVoice measures five megabytes of the smallest frames', async () => {
    const second = encodeSample('v.mp3', ...sound(3), '-ar', '24000', '-b:a', '8k', '-id3v2_version', '0', '-write_xing', '0');
    const times = Math.floor(5_000_000 / second.byteLength);
    const facts = await measureVoice(new Uint8Array(Buffer.alloc(second.byteLength * times, second)));
    expect(facts.kind).toBe('mp3');
    expect(facts.durationMs).toBeGreaterThan(times * 2900);
  });
});
