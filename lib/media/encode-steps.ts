/** Decodes a part of a track and codes it again, cut to the moment. */

import {
  type AudioSample,
  AudioSampleSink,
  type AudioSampleSource,
  type InputAudioTrack,
  type InputVideoTrack,
  type VideoSampleSource,
} from 'mediabunny';
import type { Step, Stretch } from './copy-steps';
import { decodePictures } from './decode-pictures';
import { reshaper, type Shape } from './reshape';

/** Half a picture's time at 240 a second: two that should coincide never differ by as much. */
const SAME_MOMENT_SECONDS = 0.002;

export async function* encodePicture(
  track: InputVideoTrack,
  source: VideoSampleSource,
  stretch: Stretch,
  shape: Shape,
  /** The most pictures a second; `null` takes all. */
  frameRate: number | null,
): AsyncGenerator<Step> {
  const { reshape } = reshaper(shape);
  const apart = frameRate === null ? 0 : 1 / frameRate;
  let due = Number.NEGATIVE_INFINITY;
  for await (const sample of decodePictures(track, stretch)) {
    const from = Math.max(stretch.start, sample.timestamp);
    const until = Math.min(stretch.end, sample.timestamp + sample.duration);
    if (until <= from || from < due - SAME_MOMENT_SECONDS) {
      sample.close();
      continue;
    }
    due = Math.max(due + apart, from + apart / 2);
    sample.setTimestamp(from - stretch.start);
    sample.setDuration(Math.max(until - from, apart));
    const shaped = await reshape(sample);
    yield {
      atSeconds: shaped.timestamp,
      write: async () => {
        await source.add(shaped);
        shaped.close();
      },
    };
  }
  source.close();
}

/** Sound that is decoded and coded again, cut to the sample. `change` may alter it on the way. */
export async function* encodeSound(track: InputAudioTrack, source: AudioSampleSource, stretch: Stretch): AsyncGenerator<Step> {
  for await (const sample of new AudioSampleSink(track).samples(stretch.start, stretch.end)) {
    const cut = cutSample(sample, stretch);
    if (cut === null) continue;
    cut.setTimestamp(Math.max(0, cut.timestamp - stretch.start));
    yield {
      atSeconds: cut.timestamp,
      write: async () => {
        await source.add(cut);
        cut.close();
      },
    };
  }
  source.close();
}

/** The piece of a sample that lies inside the stretch; takes the sample over. */
function cutSample(sample: AudioSample, { start, end }: Stretch): AudioSample | null {
  const from = Math.max(0, Math.round((start - sample.timestamp) * sample.sampleRate));
  const to = Math.min(sample.numberOfFrames, Math.round((end - sample.timestamp) * sample.sampleRate));
  if (from === 0 && to === sample.numberOfFrames) return sample;
  const cut = from < to ? sample.trim(from, to) : null;
  sample.close();
  return cut;
}
