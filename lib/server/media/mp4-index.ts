import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import type { MeasurableFile } from './measurable-file';

/**
 * Checks the index of an MP4 or MOV file before parsing. Threat: a few bytes can claim billions of samples and
 * exhaust the parser's memory. Every count that a parser would loop over is limited here; a minute of valid video
 * needs a hundredth of the limit.
 */

export interface Mp4Index {
  /** Movie duration from the header, edits applied; `null` if unknown. */
  readonly movieDurationMs: number | null;
}

/**
 * A minute at 240 frames per second has 14,400 samples, and at worst one fragment per frame with twice as many
 * boxes.
 */
const MAX_SAMPLES = 500_000;
const MAX_TOP_LEVEL_BOXES = 40_000;
const MAX_INDEX_BYTES = 16_000_000;
const MAX_BOXES = 200_000;
const MAX_DEPTH = 32;
/** Each takes seconds to parse; camera files have two or three tracks, some tags and no encryption. */
const MAX_TRACKS = 64;
const MAX_TAGS = 10_000;
const MAX_PROTECTION_BOXES = 16;
const MAX_FRAGMENT_TABLE_ENTRIES = 10_000;
const WINDOW_BYTES = 4096;

/** Boxes that contain boxes, as the parser sees them; in `stsd` and `meta` they follow other fields. */
const CONTAINER_BOXES = new Set('moov trak mdia minf dinf edts stbl sinf schi wave mvex moof traf mfra udta meta ilst'.split(' '));
/** Possible offsets of child boxes after a sample description's header: video, and three versions of audio. */
const SAMPLE_ENTRY_CHILD_OFFSETS = [78, 28, 44, 64];

function damagedFileError(): AppError {
  return new AppError('unsupported-media-type', 'this video file is damaged: its index cannot be read');
}

function truncatedFileError(): AppError {
  return new AppError('unsupported-media-type', 'this video file is cut off: its end is missing');
}

interface Box {
  readonly name: string;
  readonly start: number;
  readonly contentStart: number;
  /** Exclusive. */
  readonly end: number;
}

/**
 * @param file A file that starts as an MP4 or MOV does.
 * @throws {AppError} `unsupported-media-type`, naming truncation or damage; and errors from `file.read`.
 */
export async function readMp4Index(file: MeasurableFile): Promise<Mp4Index> {
  const boxes = await readTopLevel(file);
  const movie = boxes.find((box) => box.name === 'moov');
  if (movie === undefined) throw truncatedFileError();
  const fragments = boxes.filter((box) => box.name === 'moof');
  if ([movie, ...fragments].reduce((sum, box) => sum + box.end - box.start, 0) > MAX_INDEX_BYTES) throw damagedFileError();

  const summary = new IndexSummary();
  for (const box of [movie, ...fragments]) summary.visitBox(await readBox(file, box));
  await checkFragmentTable(file, boxes, new Set(fragments.map((box) => box.start)));
  return { movieDurationMs: summary.movieDurationMs };
}

function readBox(file: MeasurableFile, box: Box): Promise<Uint8Array> {
  return file.read({ start: box.start, end: box.end - 1 });
}

async function readTopLevel(file: MeasurableFile): Promise<Box[]> {
  const boxes: Box[] = [];
  let window = { start: 0, bytes: new Uint8Array(0) };
  let position = 0;
  while (position + 8 <= file.byteSize) {
    if (boxes.length === MAX_TOP_LEVEL_BOXES) throw damagedFileError();
    const needed = Math.min(16, file.byteSize - position);
    if (position < window.start || position + needed > window.start + window.bytes.byteLength) {
      const end = Math.min(position + WINDOW_BYTES, file.byteSize) - 1;
      window = { start: position, bytes: new Uint8Array(await file.read({ start: position, end })) };
    }
    const offset = position - window.start;
    const box = boxAt(window.bytes.subarray(offset, offset + needed), 0, file.byteSize - position);
    // Trailing garbage after the last box is common and harmless.
    if (box === null) break;
    if (position + box.end > file.byteSize) {
      if (['moov', 'mdat', 'moof'].includes(box.name)) throw truncatedFileError();
      break;
    }
    boxes.push({ name: box.name, start: position, contentStart: position + box.contentStart, end: position + box.end });
    position += box.end;
  }
  return boxes;
}

/** Parses the box header at an offset; `null` if invalid. A size of 0 extends to the end of the parent. */
function boxAt(bytes: Uint8Array, start: number, parentEnd: number): Box | null {
  if (start + 8 > bytes.byteLength) return null;
  const size = uint32At(bytes, start);
  const name = textAt(bytes, start + 4);
  if (size === 0) return { name, start, contentStart: start + 8, end: parentEnd };
  if (size !== 1) return size < 8 ? null : { name, start, contentStart: start + 8, end: start + size };
  if (start + 16 > bytes.byteLength) return null;
  const large = uint32At(bytes, start + 8) * 2 ** 32 + uint32At(bytes, start + 12);
  return large < 16 ? null : { name, start, contentStart: start + 16, end: start + large };
}

/**
 * A table at the end of a file may list fragment offsets, which a parser follows. It may name checked fragments
 * only.
 */
async function checkFragmentTable(file: MeasurableFile, boxes: readonly Box[], fragments: ReadonlySet<number>): Promise<void> {
  const size = uint32At(await file.read({ start: file.byteSize - 4, end: file.byteSize - 1 }), 0);
  const start = file.byteSize - size;
  if (size < 16 || start < 0) return;
  const header = await file.read({ start, end: start + 15 });
  if (textAt(header, 4) !== 'mfra') return;
  const table = boxes.find((box) => box.start === start);
  if (table === undefined || size > MAX_INDEX_BYTES) throw damagedFileError();
  const bytes = await readBox(file, table);
  let entries = 0;
  for (let child = boxAt(bytes, 8, bytes.byteLength); child !== null; child = boxAt(bytes, child.end, bytes.byteLength)) {
    if (child.name !== 'tfra') continue;
    const is64Bit = bytes[child.contentStart] === 1;
    const lengths = uint32At(bytes, child.contentStart + 8);
    const entrySize = (is64Bit ? 16 : 8) + ((lengths >> 4) & 3) + 1 + ((lengths >> 2) & 3) + 1 + (lengths & 3) + 1;
    const count = uint32At(bytes, child.contentStart + 12);
    entries += count;
    if (entries > MAX_FRAGMENT_TABLE_ENTRIES || child.contentStart + 16 + count * entrySize > bytes.byteLength) throw damagedFileError();
    for (let i = 0; i < count; i += 1) {
      const at = child.contentStart + 16 + i * entrySize;
      const offset = is64Bit ? uint32At(bytes, at + 8) * 2 ** 32 + uint32At(bytes, at + 12) : uint32At(bytes, at + 4);
      if (!fragments.has(offset)) throw damagedFileError();
    }
  }
}

/** Counts that one track's tables claim. */
interface Claims {
  timed: number;
  shifted: number;
  chunks: number;
}

/** Walks the boxes of an index and sums the claimed counts. */
class IndexSummary {
  movieDurationMs: number | null = null;
  #boxes = 0;
  #samples = 0;
  #tracks = 0;
  #protection = 0;

  visitBox(bytes: Uint8Array): void {
    this.#walk(bytes, 0, bytes.byteLength, 0, { timed: 0, shifted: 0, chunks: 0 });
  }

  #walk(bytes: Uint8Array, start: number, end: number, depth: number, claims: Claims): void {
    if (depth > MAX_DEPTH) throw damagedFileError();
    for (let position = start; position + 8 <= end; ) {
      this.#boxes += 1;
      if (this.#boxes > MAX_BOXES) throw damagedFileError();
      const box = boxAt(bytes, position, end);
      // Zeros may terminate a list; parsers stop there too.
      if (box === null || uint32At(bytes, position) === 0) return;
      if (box.end > end) {
        if (CONTAINER_BOXES.has(box.name)) throw damagedFileError();
        return;
      }
      this.#visit(bytes, box, depth, claims);
      position = box.end;
    }
  }

  #visit(bytes: Uint8Array, box: Box, depth: number, claims: Claims): void {
    const { name, contentStart, end } = box;
    if (name === 'trak') this.#tracks += 1;
    if (name === 'pssh') this.#protection += 1;
    if (this.#tracks > MAX_TRACKS || this.#protection > MAX_PROTECTION_BOXES) throw damagedFileError();
    if (name === 'stbl') {
      const tableClaims: Claims = { timed: 0, shifted: 0, chunks: 0 };
      this.#walk(bytes, contentStart, end, depth + 1, tableClaims);
      // A parser expands samples one by one only in tables with reordered samples.
      this.#count((tableClaims.shifted > 0 ? tableClaims.timed + tableClaims.shifted : 0) + tableClaims.chunks);
      claims.timed += tableClaims.timed;
      claims.shifted += tableClaims.shifted;
      claims.chunks += tableClaims.chunks;
    } else if (name === 'stsd') {
      for (let entry = boxAt(bytes, contentStart + 8, end); entry !== null && entry.end <= end; entry = boxAt(bytes, entry.end, end)) {
        for (const fields of SAMPLE_ENTRY_CHILD_OFFSETS) this.#walk(bytes, entry.contentStart + fields, entry.end, depth + 1, claims);
      }
    } else if (name === 'meta') {
      const fields = contentStart + 4 <= end && uint32At(bytes, contentStart) === 0 ? 4 : 0;
      this.#walk(bytes, contentStart + fields, end, depth + 1, claims);
    } else if (CONTAINER_BOXES.has(name)) {
      this.#walk(bytes, contentStart, end, depth + 1, claims);
    } else {
      this.#weigh(bytes, box, claims);
    }
  }

  #weigh(bytes: Uint8Array, { name, contentStart, end }: Box, claims: Claims): void {
    // After version and flags. A table too short for its own fields fails in any parser.
    const table = new DataView(bytes.buffer, bytes.byteOffset + contentStart, end - contentStart);
    const field = (offset: number) => (offset + 4 <= table.byteLength ? table.getUint32(offset) : 0);
    switch (name) {
      case 'mvhd':
        this.movieDurationMs = movieDuration(table);
        return;
      case 'stts':
        claims.timed += sumRuns(table);
        return;
      case 'ctts':
        claims.shifted += sumRuns(table);
        return;
      case 'stsc':
        claims.chunks += countClaimedChunks(table);
        return;
      case 'stz2':
        this.#count(field(8));
        return;
      case 'trun':
        this.#count(field(4));
        return;
      case 'saiz':
        this.#count(
          Math.max(
            table.byteLength >= 9 ? table.getUint32(5) : 0,
            (field(0) & 1) === 1 && table.byteLength >= 17 ? table.getUint32(13) : 0,
          ),
        );
        return;
      case 'keys':
        if (field(4) > MAX_TAGS) throw damagedFileError();
        return;
      default:
        return;
    }
  }

  #count(samples: number): void {
    this.#samples += samples;
    if (this.#samples > MAX_SAMPLES) throw damagedFileError();
  }
}

/** `stts` and `ctts`: total samples of the runs. */
function sumRuns(table: DataView): number {
  const count = table.byteLength >= 8 ? table.getUint32(4) : 0;
  let sum = 0;
  for (let i = 0, at = 8; i < count && at + 8 <= table.byteLength; i += 1, at += 8) sum += table.getUint32(at);
  return sum;
}

/** `stsc`: chunks between consecutive runs, as a loop over them would count. */
function countClaimedChunks(table: DataView): number {
  const count = table.byteLength >= 8 ? table.getUint32(4) : 0;
  let sum = 0;
  for (let i = 1, at = 20; i < count && at + 12 <= table.byteLength; i += 1, at += 12) {
    sum += Math.max(0, table.getUint32(at) - table.getUint32(at - 12));
  }
  return sum;
}

function movieDuration(table: DataView): number | null {
  const is64Bit = table.byteLength > 0 && table.getUint8(0) === 1;
  if (table.byteLength < (is64Bit ? 32 : 20)) return null;
  const timescale = table.getUint32(is64Bit ? 20 : 12);
  const duration = is64Bit ? table.getUint32(24) * 2 ** 32 + table.getUint32(28) : table.getUint32(16);
  // All ones means unknown.
  if (timescale === 0 || duration === 0 || duration >= (is64Bit ? 2 ** 63 : 2 ** 32 - 1)) return null;
  return (duration / timescale) * 1000;
}

function uint32At(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
