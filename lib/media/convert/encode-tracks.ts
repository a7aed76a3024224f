/** Decodes and re-encodes a part of a track, cut exactly. */

import {
  type AudioSample,
  AudioSampleSink,
  type AudioSampleSource,
  type InputAudioTrack,
  type InputVideoTrack,
  type VideoSampleSource,
} from 'mediabunny';
import type { SecondsRange, TrackWrite } from './copy-tracks';
import { decodeFrames } from './decode-frames';
import { createFrameResizer, type OutputFormat } from './resize-frames';

/** Half of a frame at 240 per second; equal times never differ by more. */
const TIMESTAMP_TOLERANCE_SECONDS = 0.002;

export async function* encodeVideoTrack(
  track: InputVideoTrack,
  source: VideoSampleSource,
  range: SecondsRange,
  format: OutputFormat,
  /** Maximum frames per second; `null` keeps all frames. */
  frameRate: number | null,
): AsyncGenerator<TrackWrite> {
  const resizer = createFrameResizer(format);
  const minIntervalSeconds = frameRate === null ? 0 : 1 / frameRate;
  let nextDueSeconds = Number.NEGATIVE_INFINITY;
  for await (const sample of decodeFrames(track, range)) {
    const from = Math.max(range.start, sample.timestamp);
    const until = Math.min(range.end, sample.timestamp + sample.duration);
    if (until <= from || from < nextDueSeconds - TIMESTAMP_TOLERANCE_SECONDS) {
      sample.close();
      continue;
    }
    nextDueSeconds = Math.max(nextDueSeconds + minIntervalSeconds, from + minIntervalSeconds / 2);
    sample.setTimestamp(from - range.start);
    sample.setDuration(Math.max(until - from, minIntervalSeconds));
    const resized = await resizer.resize(sample);
    yield {
      atSeconds: resized.timestamp,
      write: async () => {
        await source.add(resized);
        resized.close();
      },
    };
  }
  source.close();
}

/** Decodes and re-encodes audio, cut to the sample. */
export async function* encodeAudioTrack(
  track: InputAudioTrack,
  source: AudioSampleSource,
  range: SecondsRange,
): AsyncGenerator<TrackWrite> {
  for await (const sample of new AudioSampleSink(track).samples(range.start, range.end)) {
    const trimmed = trimSample(sample, range);
    if (trimmed === null) continue;
    trimmed.setTimestamp(Math.max(0, trimmed.timestamp - range.start));
    yield {
      atSeconds: trimmed.timestamp,
      write: async () => {
        await source.add(trimmed);
        trimmed.close();
      },
    };
  }
  source.close();
}

/** Cuts a sample to the range. Takes ownership of the sample. */
function trimSample(sample: AudioSample, { start, end }: SecondsRange): AudioSample | null {
  const from = Math.max(0, Math.round((start - sample.timestamp) * sample.sampleRate));
  const to = Math.min(sample.numberOfFrames, Math.round((end - sample.timestamp) * sample.sampleRate));
  if (from === 0 && to === sample.numberOfFrames) return sample;
  const trimmed = from < to ? sample.trim(from, to) : null;
  sample.close();
  return trimmed;
}
