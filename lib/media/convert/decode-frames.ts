/** Decodes a range of frames in order, with few of them in memory regardless of their size. */

import { EncodedPacketSink, type InputVideoTrack, VideoSample, VideoSampleSink } from 'mediabunny';
import { findKeyPacket, type SecondsRange } from './copy-tracks';

/** Below this size, the library's decoder is used. It buffers up to 40 frames (120 MB at 1080p). */
const MIN_LARGE_FRAME_PIXELS = 2_300_000;
/** At this bitrate, queued packets use as much memory as the frames. */
const MIN_HIGH_BITRATE = 40_000_000;
const SAMPLED_PACKETS = 30;
const MAX_BUFFERED_FRAMES = 4;
/** Frames are out of order by at most this many. */
const MAX_REORDERED_FRAMES = 16;

/** Whether frames are so large that a queue of them would exhaust the memory. */
export async function hasLargeFrames(track: InputVideoTrack): Promise<boolean> {
  return (await track.getCodedWidth()) * (await track.getCodedHeight()) >= MIN_LARGE_FRAME_PIXELS;
}

async function hasHighBitrate(track: InputVideoTrack): Promise<boolean> {
  return (await track.computePacketStats(SAMPLED_PACKETS)).averageBitrate >= MIN_HIGH_BITRATE;
}

/** Yields frames in display order, starting with the one visible at the start of the range. The caller closes each frame. */
export async function* decodeFrames(track: InputVideoTrack, range: SecondsRange): AsyncGenerator<VideoSample> {
  if ((await hasLargeFrames(track)) || (await hasHighBitrate(track))) yield* decodeFramesLowMemory(track, range);
  else yield* new VideoSampleSink(track).samples(range.start, range.end);
}

/** Decodes with few frames in memory at a time. */
export async function* decodeFramesLowMemory(track: InputVideoTrack, { start, end }: SecondsRange): AsyncGenerator<VideoSample> {
  const config = await track.getDecoderConfig();
  const first = await findKeyPacket(track, start);
  if (config === null || first === null) throw new Error('the video track has no keyframe to start on');
  const decodedFrames: VideoFrame[] = [];
  let failure: unknown = null;
  let notify = () => {};
  const decoder = new VideoDecoder({
    output: (frame) => {
      // Some decoders output frames slightly out of order.
      const at = decodedFrames.findLastIndex(({ timestamp }) => timestamp <= frame.timestamp);
      decodedFrames.splice(at + 1, 0, frame);
      notify();
    },
    error: (error) => {
      failure = error;
      notify();
    },
  });
  decoder.ondequeue = () => notify();
  const packets = new EncodedPacketSink(track).packets(first, undefined, { verifyKeyPackets: true });
  /** Timestamps of frames that were sent to the decoder and not output yet. */
  const pendingTimestamps: number[] = [];
  let inputEnded = false;
  let packetsPastEnd = 0;
  const endUs = end * 1e6;
  let current: VideoFrame | null = null;
  /** The earliest frame, if no earlier one can follow. */
  const nextInOrder = () => {
    const next = decodedFrames[0];
    return next !== undefined && (pendingTimestamps.every((at) => at >= next.timestamp) || decodedFrames.length > MAX_REORDERED_FRAMES)
      ? next
      : null;
  };
  try {
    decoder.configure(config);
    for (;;) {
      while (
        !inputEnded &&
        decoder.decodeQueueSize < MAX_BUFFERED_FRAMES &&
        (decodedFrames.length < MAX_BUFFERED_FRAMES || nextInOrder() === null)
      ) {
        const { value: packet } = await packets.next();
        if (packet !== undefined && packet.timestamp < first.timestamp) continue;
        if (packet !== undefined && packet.timestamp >= end) packetsPastEnd += 1;
        if (packet === undefined || packetsPastEnd > MAX_REORDERED_FRAMES) {
          inputEnded = true;
          decoder.flush().then(
            () => {
              pendingTimestamps.length = 0;
              notify();
            },
            (thrown: unknown) => {
              failure ??= thrown;
              notify();
            },
          );
        } else {
          pendingTimestamps.push(packet.microsecondTimestamp);
          decoder.decode(packet.toEncodedVideoChunk());
        }
      }
      if (failure !== null) throw failure;
      const next = nextInOrder();
      if (next !== null) {
        decodedFrames.shift();
        const index = pendingTimestamps.indexOf(next.timestamp);
        if (index >= 0) pendingTimestamps.splice(index, 1);
        if (next.timestamp >= endUs) {
          next.close();
          break;
        }
        if (current !== null) yield* toSample(current, next.timestamp, start);
        current = next;
      } else if (inputEnded && pendingTimestamps.length === 0 && decodedFrames.length === 0) {
        break;
      } else {
        await new Promise<void>((resolve) => {
          notify = resolve;
        });
      }
    }
    if (current !== null) {
      const last = current;
      current = null;
      yield* toSample(last, endUs, start);
    }
  } finally {
    current?.close();
    for (const frame of decodedFrames) frame.close();
    if (decoder.state !== 'closed') decoder.close();
    await packets.return();
  }
}

/** Makes a sample that lasts until the next frame. A frame that ends before the range is closed. */
function* toSample(frame: VideoFrame, untilUs: number, start: number): Generator<VideoSample> {
  if (untilUs <= start * 1e6) {
    frame.close();
    return;
  }
  yield new VideoSample(frame, { timestamp: frame.timestamp / 1e6, duration: (untilUs - frame.timestamp) / 1e6 });
}
