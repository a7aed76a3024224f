/**
 * PCM as FLAC (RFC 9639), the lossless codec that every browser plays in MP4. Limited to 16 bits, fixed
 * predictors, one level of Rice partitions; silence costs a few bytes a frame.
 */

/** 16-bit samples, one array a channel, all of one length. */
export interface Pcm {
  readonly sampleRate: number;
  readonly channels: readonly Int16Array[];
}

export interface FlacFrame {
  readonly data: Uint8Array;
  /** Samples a channel. */
  readonly sampleCount: number;
}

export const FLAC_BLOCK_SAMPLES = 4096;
/** Limits of the format. */
export const FLAC_LIMITS = { maxChannels: 8, maxSampleRate: 655_350 } as const;

const BITS_PER_SAMPLE = 16;
const PARTITION_ORDER = 4;
const MAX_RICE_PARAMETER = 14;
const MAX_PREDICTOR_ORDER = 4;
/** RFC 9639, section 9.1.2; any other rate is read from the stream's header. */
const RATE_CODES: Readonly<Record<number, number>> = {
  88200: 1,
  176400: 2,
  192000: 3,
  8000: 4,
  16000: 5,
  22050: 6,
  24000: 7,
  32000: 8,
  44100: 9,
  48000: 10,
  96000: 11,
};

/** `fLaC` and the STREAMINFO block, as decoders want them ahead of the frames. The MD5 is left unknown (zero). */
export function flacHeader(sampleRate: number, channelCount: number, totalSamples: number): Uint8Array {
  const bits = new BitWriter(64);
  for (const letter of 'fLaC') bits.write(letter.charCodeAt(0), 8);
  bits.write(0x80, 8);
  bits.write(34, 24);
  bits.write(FLAC_BLOCK_SAMPLES, 16);
  bits.write(FLAC_BLOCK_SAMPLES, 16);
  bits.write(0, 24);
  bits.write(0, 24);
  bits.write(sampleRate, 20);
  bits.write(channelCount - 1, 3);
  bits.write(BITS_PER_SAMPLE - 1, 5);
  bits.write(Math.floor(totalSamples / 2 ** 32), 4);
  bits.write(totalSamples % 2 ** 32, 32);
  for (let i = 0; i < 4; i += 1) bits.write(0, 32);
  return bits.bytes();
}

/**
 * One frame.
 * @param block one array a channel, all of one length, at most `FLAC_BLOCK_SAMPLES`; shorter only in the last frame.
 */
export function flacFrame(block: readonly Int32Array[], frameNumber: number, sampleRate: number): FlacFrame {
  const sampleCount = block[0]?.length ?? 0;
  // A verbatim sample is the largest encoding.
  const bits = new BitWriter(64 + block.length * (sampleCount * 2 + 64));
  bits.write(0b1111_1111_1111_1000, 16);
  bits.write(sampleCount === FLAC_BLOCK_SAMPLES ? 0b1100 : 0b0111, 4);
  bits.write(RATE_CODES[sampleRate] ?? 0, 4);
  bits.write(block.length - 1, 4);
  bits.write(0b1000, 4);
  writeCodedNumber(bits, frameNumber);
  if (sampleCount !== FLAC_BLOCK_SAMPLES) bits.write(sampleCount - 1, 16);
  bits.write(checksum(bits.bytes(), CRC_8, 8), 8);
  for (const samples of block) writeSubframe(bits, samples);
  bits.align();
  bits.write(checksum(bits.bytes(), CRC_16, 16), 16);
  return { data: bits.bytes(), sampleCount };
}

function writeSubframe(bits: BitWriter, samples: Int32Array): void {
  const first = samples[0] ?? 0;
  if (samples.every((sample) => sample === first)) {
    bits.write(0, 8);
    bits.write(first, BITS_PER_SAMPLE);
    return;
  }
  const { order, residual } = bestPrediction(samples);
  const partitions = residual.length + order === FLAC_BLOCK_SAMPLES ? 2 ** PARTITION_ORDER : 1;
  const coded = planRice(residual, order, partitions);
  if (coded.bitCount + order * BITS_PER_SAMPLE >= samples.length * BITS_PER_SAMPLE) {
    bits.write(0b000001_0, 8);
    for (const sample of samples) bits.write(sample, BITS_PER_SAMPLE);
    return;
  }
  bits.write((0b001000 | order) << 1, 8);
  for (let i = 0; i < order; i += 1) bits.write(samples[i] ?? 0, BITS_PER_SAMPLE);
  bits.write(0, 2);
  bits.write(partitions === 1 ? 0 : PARTITION_ORDER, 4);
  for (const { start, end, parameter } of coded.partitions) {
    bits.write(parameter, 4);
    for (let i = start; i < end; i += 1) bits.writeRice(zigzag(residual[i] ?? 0), parameter);
  }
}

/** Selects the fixed predictor with the smallest residual; each order's residual is the difference of the previous order's. */
function bestPrediction(samples: Int32Array): { readonly order: number; readonly residual: Int32Array } {
  let best = { order: 0, residual: samples, sum: absoluteSum(samples) };
  let residual = samples;
  for (let order = 1; order <= Math.min(MAX_PREDICTOR_ORDER, samples.length - 1); order += 1) {
    const next = new Int32Array(residual.length - 1);
    for (let i = 0; i < next.length; i += 1) next[i] = (residual[i + 1] ?? 0) - (residual[i] ?? 0);
    residual = next;
    const sum = absoluteSum(residual);
    if (sum < best.sum) best = { order, residual, sum };
  }
  return best;
}

interface RicePartition {
  readonly start: number;
  readonly end: number;
  readonly parameter: number;
}

/** Splits the residual into partitions of equal length (the first lacks the warm-up samples), each with a Rice parameter. */
function planRice(residual: Int32Array, order: number, count: number): { readonly partitions: RicePartition[]; readonly bitCount: number } {
  const length = (residual.length + order) / count;
  const partitions: RicePartition[] = [];
  let bitCount = 6;
  for (let index = 0; index < count; index += 1) {
    const start = Math.max(0, index * length - order);
    const end = (index + 1) * length - order;
    let sum = 0;
    for (let i = start; i < end; i += 1) sum += zigzag(residual[i] ?? 0);
    const mean = sum / Math.max(1, end - start);
    const parameter = mean < 1 ? 0 : Math.min(MAX_RICE_PARAMETER, Math.floor(Math.log2(mean)));
    bitCount += 4;
    for (let i = start; i < end; i += 1) bitCount += 1 + parameter + Math.floor(zigzag(residual[i] ?? 0) / 2 ** parameter);
    partitions.push({ start, end, parameter });
  }
  return { partitions, bitCount };
}

function absoluteSum(values: Int32Array): number {
  let sum = 0;
  for (const value of values) sum += Math.abs(value);
  return sum;
}

/** 0, −1, 1, −2 … as 0, 1, 2, 3 … */
function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** The frame number, coded as UTF-8 codes a character (RFC 9639, section 9.1.5). A minute at any rate stays below 2^16. */
function writeCodedNumber(bits: BitWriter, value: number): void {
  if (value < 0x80) {
    bits.write(value, 8);
  } else if (value < 0x800) {
    bits.write(0xc0 | (value >> 6), 8);
    bits.write(0x80 | (value & 0x3f), 8);
  } else {
    bits.write(0xe0 | (value >> 12), 8);
    bits.write(0x80 | ((value >> 6) & 0x3f), 8);
    bits.write(0x80 | (value & 0x3f), 8);
  }
}

/** Most significant bit first. */
class BitWriter {
  readonly #buffer: Uint8Array;
  #length = 0;
  /** Bits not yet in the buffer, at most 7 between calls. */
  #held = 0;
  #heldBits = 0;

  constructor(capacity: number) {
    this.#buffer = new Uint8Array(capacity);
  }

  /** The lowest `count` bits of a value, at most 32. */
  write(value: number, count: number): void {
    if (count > 16) {
      this.write(Math.floor(value / 2 ** 16) & 0xffff, count - 16);
      this.write(value & 0xffff, 16);
      return;
    }
    this.#held = (this.#held << count) | (value & ((1 << count) - 1));
    this.#heldBits += count;
    while (this.#heldBits >= 8) {
      this.#heldBits -= 8;
      this.#buffer[this.#length] = (this.#held >> this.#heldBits) & 0xff;
      this.#length += 1;
    }
    this.#held &= (1 << this.#heldBits) - 1;
  }

  writeRice(value: number, parameter: number): void {
    let zeros = Math.floor(value / 2 ** parameter);
    for (; zeros >= 16; zeros -= 16) this.write(0, 16);
    this.write(1, zeros + 1);
    this.write(value & (2 ** parameter - 1), parameter);
  }

  align(): void {
    if (this.#heldBits > 0) this.write(0, 8 - this.#heldBits);
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }
}

const CRC_8 = crcTable(0x07, 8);
const CRC_16 = crcTable(0x8005, 16);

function crcTable(polynomial: number, width: number): Uint16Array {
  const top = 1 << (width - 1);
  const mask = 2 ** width - 1;
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = byte << (width - 8);
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & top) === 0 ? crc << 1 : (crc << 1) ^ polynomial;
    return crc & mask;
  });
}

function checksum(bytes: Uint8Array, table: Uint16Array, width: number): number {
  const mask = 2 ** width - 1;
  let crc = 0;
  for (const byte of bytes) crc = ((crc << 8) ^ (table[((crc >> (width - 8)) ^ byte) & 0xff] ?? 0)) & mask;
  return crc;
}
