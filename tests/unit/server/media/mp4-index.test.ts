import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '@/lib/server/http/app-error';
import type { MeasurableFile } from '@/lib/server/media/measurable-file';
import { measureVideo, measureVoice } from '@/lib/server/media/measure';
import {
  ascii,
  box,
  boxWithFalseSize,
  concatBytes,
  FTYP,
  indexOfBox,
  movie,
  mvhd,
  repeated,
  stsd,
  TABLES,
  u8,
  u32,
  videoTrack,
} from './mp4-boxes';

const MANY = 0xffff_ffff;
/** The largest size that a box can claim and still lie inside a small file is its own; everything here is a few kB. */
const SAMPLE = new Uint8Array(readFileSync('public/sample/clip.mp4'));

function inMemory(bytes: Uint8Array): MeasurableFile & { readonly readBytes: () => number } {
  let readBytes = 0;
  return {
    byteSize: bytes.byteLength,
    read: async ({ start, end }) => {
      if (start < 0 || end < start || end >= bytes.byteLength) throw new Error(`a read outside of the file: ${start} to ${end}`);
      readBytes += end - start + 1;
      return bytes.slice(start, end + 1);
    },
    readBytes: () => readBytes,
  };
}

async function measureOutcome(bytes: Uint8Array): Promise<string> {
  const result = await measureVideo(inMemory(bytes)).catch((error: unknown) => error);
  if (result instanceof AppError) return `${result.code}: ${result.message}`;
  if (result instanceof Error) throw result;
  return 'measured';
}

const DAMAGED = 'unsupported-media-type: this video file is damaged: its index cannot be read';

describe('a file made by hand', () => {
  test('measureVideo accepts a valid handmade file', async () => {
    expect(await measureVideo(inMemory(movie(videoTrack())))).toEqual({
      container: 'mp4',
      byteSize: movie(videoTrack()).byteLength,
      durationMs: 4000,
      widthPx: 1280,
      heightPx: 720,
      hasSound: false,
    });
  });
});

/** A fragment with one run of samples, none of which takes a byte in the file. */
function fragment(samples: number): Uint8Array {
  return box(
    'moof',
    box('mfhd', u32(0, 1)),
    box('traf', box('tfhd', u32(0x38, 1, 1, 1, 0)), box('tfdt', u32(0, 0)), box('trun', u32(0, samples))),
  );
}

function fragmented(...fragments: Uint8Array[]): Uint8Array {
  const empty = [box('stts', u32(0, 0)), box('stsc', u32(0, 0)), box('stsz', u32(0, 0, 0)), box('stco', u32(0, 0))];
  return concatBytes(
    FTYP,
    box('moov', mvhd(1000, 0), videoTrack({ tables: empty }), box('mvex', box('trex', u32(0, 1, 1, 1, 1, 0)))),
    ...fragments,
  );
}

function fragmentTable(...offsets: number[]): Uint8Array {
  const entries = offsets.map((offset, time) => concatBytes(u32(time, offset), u8(1, 1, 1)));
  const tfra = box('tfra', u32(0, 1, 0, offsets.length), ...entries);
  return box('mfra', tfra, box('mfro', u32(0, tfra.byteLength + 8 + 16)));
}

describe('measureVideo rejects an index with more samples than a minute of video can have', () => {
  const reordered = (count: number) => [...TABLES.slice(1), box('stts', u32(0, 1, count, 1)), box('ctts', u32(0, 1, 1, 0))];

  test.each<[string, Uint8Array]>([
    ['billions of reordered samples', movie(videoTrack({ tables: reordered(MANY) }))],
    ['billions of shifts', movie(videoTrack({ tables: [...TABLES, box('ctts', u32(0, 3, MANY, 0, MANY, 0, MANY, 0))] }))],
    [
      'as many in a table within a table',
      movie(videoTrack({ tables: [box('stts', u32(0, 1, MANY, 1)), box('stbl', box('ctts', u32(0, 1, 1, 0)))] })),
    ],
    ['as many hidden one level down', movie(videoTrack({ tables: [...TABLES, box('minf', ...reordered(MANY))] }))],
    ['billions of chunks', movie(videoTrack({ tables: [box('stsc', u32(0, 2, 1, 1, 1, MANY, 1, 1))] }))],
    ['samples of no bits', movie(videoTrack({ tables: [...TABLES.slice(0, 2), box('stz2', u32(0, 0, MANY))] }))],
    ['keys of no bytes', movie(box('meta', u32(0), box('keys', u32(0, MANY), u32(0, 0, 0, 0))), videoTrack())],
    ['more tracks than a camera has', movie(...Array.from({ length: 65 }, () => videoTrack()))],
    ['protections without end', movie(...Array.from({ length: 17 }, () => box('pssh', u32(0))), videoTrack())],
    ['boxes in boxes in boxes', movie(Array.from({ length: 40 }).reduce<Uint8Array>((inner) => box('edts', inner), box('edts')))],
    ['boxes without number', concatBytes(FTYP, box('moov', mvhd(), videoTrack(), repeated(box('skip'), 200_001)))],
    ['parts without number', concatBytes(FTYP, repeated(box('skip'), 40_001), box('moov', mvhd(), videoTrack()))],
    ['a part that reaches out of the whole', movie(box('udta', boxWithFalseSize('meta', 5000, u32(0))), videoTrack())],
    ['billions of samples in a fragment', fragmented(fragment(MANY))],
    ['as many over several fragments', fragmented(...Array.from({ length: 6 }, () => fragment(100_000)))],
    ['a fragment inside a sample description', movie(videoTrack({ stsd: stsd(1280, 720, fragment(MANY)) }))],
    ['a fragment inside the index', movie(videoTrack(), fragment(MANY))],
    ['billions of secrets', movie(videoTrack({ extra: [box('saiz', u32(0), u8(1), u32(MANY))] }))],
    ['billions of named secrets', movie(videoTrack({ extra: [box('saiz', u32(1), ascii('cenc'), u32(0), u8(1), u32(MANY))] }))],
    ['a table of fragments that leads elsewhere', concatBytes(fragmented(fragment(4)), fragmentTable(12))],
    ['a table of fragments that is no part of the file', concatBytes(fragmented(fragment(4)), box('mdat', fragmentTable(0)))],
  ])('%s is refused before a parser believes it', async (_what, bytes) => {
    expect(await measureOutcome(bytes)).toBe(DAMAGED);
  });

  test('measureVideo rejects an index over 16 MB without reading it', async () => {
    const file = inMemory(concatBytes(FTYP, box('moov', mvhd(), box('free', new Uint8Array(16_000_000)))));
    await expect(measureVideo(file)).rejects.toMatchObject({ code: 'unsupported-media-type' });
    expect(file.readBytes()).toBeLessThan(10_000);
  });

  test('measureVideo measures valid fragments with or without a fragment table', async () => {
    const one = fragmented(fragment(4000));
    const at = indexOfBox(one, 'moof');
    expect(await measureVideo(inMemory(one))).toMatchObject({ durationMs: 4000, widthPx: 1280 });
    expect(await measureVideo(inMemory(concatBytes(one, fragmentTable(at))))).toMatchObject({ durationMs: 4000, widthPx: 1280 });
  });

  test('measureVoice applies the same index limits', async () => {
    const bytes = movie(videoTrack({ tables: reordered(MANY) }));
    expect(await measureVoice(bytes)).toEqual({ kind: 'other', byteSize: bytes.byteLength, durationMs: 0 });
  });
});

describe('a file that ends too early', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['within its first box', FTYP.subarray(0, 13), /cut off/],
    ['after its first box', FTYP, /cut off/],
    ['within its index', movie(videoTrack()).subarray(0, 200), /cut off/],
    ['within its pictures', movie(videoTrack()).subarray(0, -1), /cut off/],
    ['before its index', concatBytes(FTYP, box('mdat', new Uint8Array(400))), /cut off/],
    ['within a large box', concatBytes(FTYP, u32(1), ascii('mdat'), u32(0, 4_000_000), new Uint8Array(90)), /cut off/],
  ])('%s says that its end is missing', async (_what, bytes, words) => {
    expect(await measureOutcome(bytes)).toMatch(words);
  });

  test('measureVideo ignores trailing garbage after the last box', async () => {
    for (const rubbish of [u8(1, 2, 3), u32(0, 0, 0), u32(MANY, MANY), ascii('trailing words of some camera')]) {
      expect(await measureOutcome(concatBytes(movie(videoTrack()), rubbish))).toBe('measured');
    }
  });

  test('measureVideo rejects a file truncated at any of a thousand offsets, without hanging', async () => {
    for (let i = 1; i <= 1000; i += 1) {
      expect(await measureOutcome(SAMPLE.subarray(0, Math.floor((SAMPLE.byteLength * i) / 1001)))).toMatch(
        /^unsupported-media-type|^measured$/,
      );
    }
  });
});

describe('whatever the bytes', () => {
  test('measureVideo measures or rejects arbitrary bytes with an AppError', async () => {
    const moov = indexOfBox(SAMPLE, 'moov');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(SAMPLE.byteLength - moov - 1), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 20 }),
        async (changes) => {
          const bytes = SAMPLE.slice();
          for (const [at, value] of changes) bytes[moov + at] = value;
          expect(await measureOutcome(bytes)).toMatch(/^unsupported-media-type|^measured$/);
        },
      ),
      { numRuns: 150 },
    );
  });

  test('measureVoice returns a format for arbitrary bytes and never throws', async () => {
    const heads = [
      new Uint8Array(0),
      FTYP,
      ascii('RIFF\xff\xff\xff\xffWAVEfmt '),
      u8(0xff, 0xfb, 0x90, 0x64),
      ascii('ID3\x04\0\0\x7f\x7f\x7f\x7f'),
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 4000 }), async (head, rest) => {
        const facts = await measureVoice(concatBytes(head, rest));
        expect(facts.byteSize).toBe(head.byteLength + rest.byteLength);
        expect(Number.isSafeInteger(facts.durationMs) && facts.durationMs >= 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
