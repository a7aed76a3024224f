// @vitest-environment node
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnoseVideo } from '@/lib/domain/video';
import { diagnoseVoice } from '@/lib/domain/voice';
import { probeVideo, probeVoice } from '@/lib/media/probe';

const sample = path.resolve(import.meta.dirname, '../../../public/sample');
const clip = await readFile(path.join(sample, 'clip.mp4'));
const voice = await readFile(path.join(sample, 'voice.mp3'));

const blob = (bytes: Uint8Array<ArrayBuffer>) => new Blob([bytes]);

/** A WAV of silence, 16 bit, 8 kHz, mono. */
function silentWav(durationMs: number): Uint8Array<ArrayBuffer> {
  const dataSize = Math.round((durationMs / 1_000) * 8_000) * 2;
  const bytes = new Uint8Array(44 + dataSize);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => {
    for (const [index, letter] of [...value].entries()) view.setUint8(at + index, letter.charCodeAt(0));
  };
  text(0, 'RIFF');
  view.setUint32(4, 36 + dataSize, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8_000, true);
  view.setUint32(28, 16_000, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, dataSize, true);
  return bytes;
}

describe('measuring a clip', () => {
  it('tells container, size, length, sides and sound', async () => {
    const probed = await probeVideo(blob(clip));
    expect(probed).toEqual({
      kind: 'measured',
      facts: { container: 'mp4', byteSize: clip.byteLength, durationMs: 9_000, widthPx: 1_280, heightPx: 720, hasSound: true },
    });
    expect(probed.kind === 'measured' && diagnoseVideo(probed.facts)).toEqual([]);
  });

  it.each([
    ['0 bytes', new Uint8Array(0), 'empty'],
    ['a text file with another name', new TextEncoder().encode('hello, I am no video'), 'not-media'],
    ['the first half of a clip', clip.subarray(0, clip.byteLength >> 1), 'cut-off'],
    ['the first kilobyte of a clip', clip.subarray(0, 1_000), 'cut-off'],
  ])('finds fault with %s', async (_name, bytes, fault) => {
    expect(await probeVideo(blob(new Uint8Array(bytes)))).toEqual({ kind: 'fault', fault });
  });

  it('says when the browser no longer gets at the bytes', async () => {
    const gone = blob(clip);
    gone.slice = () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) as unknown as Blob;
    expect(await probeVideo(gone)).toEqual({ kind: 'fault', fault: 'unreadable' });
  });

  it('sees a recording dropped as a clip as one without picture', async () => {
    const probed = await probeVideo(blob(voice));
    expect(probed.kind === 'measured' && diagnoseVideo(probed.facts).map(({ code }) => code)).toContain('video-no-picture');
  });
});

describe('measuring a voice', () => {
  it('tells kind, size and length of an MP3', async () => {
    const probed = await probeVoice(blob(voice));
    expect(probed).toMatchObject({ kind: 'measured', facts: { kind: 'mp3', byteSize: voice.byteLength } });
    expect(probed.kind === 'measured' && diagnoseVoice(probed.facts)).toEqual([]);
  });

  it('tells a WAV’s length to the millisecond', async () => {
    expect(await probeVoice(blob(silentWav(1_900)))).toMatchObject({ facts: { kind: 'wav', durationMs: 1_900 } });
  });

  it('takes the sound of a clip for none of the kinds that can be sent', async () => {
    expect(await probeVoice(blob(clip))).toMatchObject({ facts: { kind: 'other' } });
  });

  it('finds fault with what is no sound', async () => {
    expect(await probeVoice(blob(new TextEncoder().encode('hello')))).toEqual({ kind: 'fault', fault: 'not-media' });
  });
});
