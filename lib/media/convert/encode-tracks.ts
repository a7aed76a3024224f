/** Decodes a part of a track and codes it again, cut to the moment. */

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

/** Half a picture's time at 240 a second: two that should coincide never differ by as much. */
const TIMESTAMP_TOLERANCE_SECONDS = 0.002;

export async function* encodeVideoTrack(
  track: InputVideoTrack,
  source: VideoSampleSource,
  range: SecondsRange,
  format: OutputFormat,
  /** The most pictures a second; `null` takes all. */
  frameRate: number | null,
): AsyncGenerator<TrackWrite> {
  const { resize: reshape } = createFrameResizer(format);
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
    const resized = await reshape(sample);
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

/** Sound that is decoded and coded again, cut to the sample. `change` may alter it on the way. */
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

/** The piece of a sample that lies inside the stretch; takes the sample over. */
function trimSample(sample: AudioSample, { start, end }: SecondsRange): AudioSample | null {
  const from = Math.max(0, Math.round((start - sample.timestamp) * sample.sampleRate));
  const to = Math.min(sample.numberOfFrames, Math.round((end - sample.timestamp) * sample.sampleRate));
  if (from === 0 && to === sample.numberOfFrames) return sample;
  const trimmed = from < to ? sample.trim(from, to) : null;
  sample.close();
  return trimmed;
}
