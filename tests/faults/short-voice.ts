const SAMPLE_RATE = 8_000;
const SECONDS = 2;

/** The shortest legal voice as a WAV of 16 kB: 2 s of silence at 8 bits per sample. */
export const SHORT_VOICE: Buffer = (() => {
  const byteSize = SAMPLE_RATE * SECONDS;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + byteSize, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  // PCM, one channel.
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(SAMPLE_RATE, 24);
  head.writeUInt32LE(SAMPLE_RATE, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(byteSize, 40);
  return Buffer.concat([head, Buffer.alloc(byteSize, 0x80)]);
})();
