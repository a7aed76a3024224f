/** Decodes a file's audio once for the waveform and the loudness check. */

import { openMediaInput, readTracks } from '@/lib/media/probe/media-input';
import { decodeAudio, type OnAudioChunk } from './decode-audio';
import { createWaveformBuilder, type Waveform } from './waveform';

/** Decoders run in separate threads, so two halves take little more than half the time. Audio interleaved with video is read in one pass. */
const PARALLEL_DECODERS = 2;
const MIN_PARALLEL_SECONDS = 10;

/** Returns `null` without audio that this browser can decode. Truncated audio gives a partial waveform. */
export async function decodeWaveform(file: Blob, onShare: (share: number) => void, signal: AbortSignal): Promise<Waveform | null> {
  const { input } = openMediaInput(file, 'through');
  try {
    const { video, audio, startSeconds } = await readTracks(input);
    if (!audio || !(await audio.canDecode())) return null;
    const durationMs = Math.round(((await audio.computeDuration()) - startSeconds) * 1000);
    const builder = createWaveformBuilder();
    const lengthSeconds = durationMs / 1000;
    const decoderCount = video !== null || lengthSeconds < MIN_PARALLEL_SECONDS ? 1 : PARALLEL_DECODERS;
    let decodedSeconds = 0;
    const onChunk: OnAudioChunk = ({ samples, channel, atSeconds, sampleRateHz }) => {
      builder.add(samples, atSeconds - startSeconds, sampleRateHz);
      if (channel > 0) return;
      decodedSeconds += samples.length / sampleRateHz;
      onShare(Math.min(1, decodedSeconds / Math.max(0.001, lengthSeconds)));
    };
    const decoding = Array.from({ length: decoderCount }, (_, index) => {
      const start = index === 0 ? Number.NEGATIVE_INFINITY : startSeconds + (index * lengthSeconds) / decoderCount;
      const end = index === decoderCount - 1 ? Number.POSITIVE_INFINITY : startSeconds + ((index + 1) * lengthSeconds) / decoderCount;
      return decodeAudio(audio, { start, end }, onChunk, signal);
    });
    // A failed decoder leaves a partial waveform.
    await Promise.allSettled(decoding);
    if (signal.aborted || decodedSeconds === 0) return null;
    return builder.finish(durationMs);
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}
