/** Decodes a stretch of pictures one after the other, holding few of them at a time however large they are. */

import { EncodedPacketSink, type InputVideoTrack, VideoSample, VideoSampleSink } from 'mediabunny';
import { keyPacketAt, type Stretch } from './copy-steps';

/** Up to this size the library's own way is taken, which keeps up to 40 pictures at once (120 MB of 1080p). */
const LARGE_FROM_PIXELS = 2_300_000;
/** Coded pictures of this rate weigh as much again, in the queue and until they are cleared away. */
const HEAVY_FROM_BITS_PER_SECOND = 40_000_000;
const PACKETS_LOOKED_AT = 30;
const HELD_AT_ONCE = 4;
/** Coded pictures are out of order by at most this many. */
const MOST_REORDERED = 16;

/** Whether a picture is so large that a queue of them would fill the memory. */
export async function isLarge(track: InputVideoTrack): Promise<boolean> {
  return (await track.getCodedWidth()) * (await track.getCodedHeight()) >= LARGE_FROM_PIXELS;
}

async function isHeavy(track: InputVideoTrack): Promise<boolean> {
  return (await track.computePacketStats(PACKETS_LOOKED_AT)).averageBitrate >= HEAVY_FROM_BITS_PER_SECOND;
}

/** Pictures in the order in which they are shown, with the one that stands when the stretch begins. Who takes one, closes it. */
export async function* decodePictures(track: InputVideoTrack, stretch: Stretch): AsyncGenerator<VideoSample> {
  if ((await isLarge(track)) || (await isHeavy(track))) yield* decodeLean(track, stretch);
  else yield* new VideoSampleSink(track).samples(stretch.start, stretch.end);
}

/** The same with few pictures in memory at any time. */
export async function* decodeLean(track: InputVideoTrack, { start, end }: Stretch): AsyncGenerator<VideoSample> {
  const config = await track.getDecoderConfig();
  const first = await keyPacketAt(track, start);
  if (config === null || first === null) throw new Error('there is no picture to start on');
  const ready: VideoFrame[] = [];
  let failure: unknown = null;
  let wake = () => {};
  const decoder = new VideoDecoder({
    output: (frame) => {
      // Some decoders give pictures out of order by a few.
      const at = ready.findLastIndex(({ timestamp }) => timestamp <= frame.timestamp);
      ready.splice(at + 1, 0, frame);
      wake();
    },
    error: (error) => {
      failure = error;
      wake();
    },
  });
  decoder.ondequeue = () => wake();
  const packets = new EncodedPacketSink(track).packets(first, undefined, { verifyKeyPackets: true });
  /** Moments of pictures that were given to the decoder and have not come out. */
  const awaited: number[] = [];
  let fed = false;
  let beyond = 0;
  const endUs = end * 1e6;
  let standing: VideoFrame | null = null;
  /** The earliest picture, once none before it can still come. */
  const inOrder = () => {
    const next = ready[0];
    return next !== undefined && (awaited.every((at) => at >= next.timestamp) || ready.length > MOST_REORDERED) ? next : null;
  };
  try {
    decoder.configure(config);
    for (;;) {
      while (!fed && decoder.decodeQueueSize < HELD_AT_ONCE && (ready.length < HELD_AT_ONCE || inOrder() === null)) {
        const { value: packet } = await packets.next();
        if (packet !== undefined && packet.timestamp < first.timestamp) continue;
        if (packet !== undefined && packet.timestamp >= end) beyond += 1;
        if (packet === undefined || beyond > MOST_REORDERED) {
          fed = true;
          decoder.flush().then(
            () => {
              awaited.length = 0;
              wake();
            },
            (thrown: unknown) => {
              failure ??= thrown;
              wake();
            },
          );
        } else {
          awaited.push(packet.microsecondTimestamp);
          decoder.decode(packet.toEncodedVideoChunk());
        }
      }
      if (failure !== null) throw failure;
      const next = inOrder();
      if (next !== null) {
        ready.shift();
        const index = awaited.indexOf(next.timestamp);
        if (index >= 0) awaited.splice(index, 1);
        if (next.timestamp >= endUs) {
          next.close();
          break;
        }
        if (standing !== null) yield* shown(standing, next.timestamp, start);
        standing = next;
      } else if (fed && awaited.length === 0 && ready.length === 0) {
        break;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
    if (standing !== null) {
      const last = standing;
      standing = null;
      yield* shown(last, endUs, start);
    }
  } finally {
    standing?.close();
    for (const frame of ready) frame.close();
    if (decoder.state !== 'closed') decoder.close();
    await packets.return();
  }
}

/** A picture lasts until the next one; one that is over before the stretch begins is not shown. */
function* shown(frame: VideoFrame, untilUs: number, start: number): Generator<VideoSample> {
  if (untilUs <= start * 1e6) {
    frame.close();
    return;
  }
  yield new VideoSample(frame, { timestamp: frame.timestamp / 1e6, duration: (untilUs - frame.timestamp) / 1e6 });
}
