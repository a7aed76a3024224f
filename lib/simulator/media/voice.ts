/**
 * From a voice file to the sound of a result. AAC is copied packet by packet. MP3 and WAV are decoded and stored as FLAC: Safari is
 * silent for MP3 inside MP4, and no browser plays a WAV's samples there.
 */

import { AudioSampleSink, EncodedPacketSink, type InputAudioTrack } from 'mediabunny';
import { isCompressedAudio } from '@/lib/domain/conversion/voice-plan';
import { assertAac, copyAacPackets } from './aac';
import { type AudioPlan, type AudioTrack, encodePcm, isFlacCompatible, yieldToEventLoop } from './audio-track';
import type { Pcm } from './flac';
import { UnsupportedMediaError, withAudioTrack } from './media-input';
import { getMp3DelaySamples } from './mp3-delay';

/** @throws {UnsupportedMediaError} if no result can be made with this audio. */
export function checkVoice(bytes: Uint8Array): Promise<void> {
  return withAudioTrack(bytes, async (audioTrack) => {
    await chooseMethod(audioTrack);
  });
}

/** @throws {UnsupportedMediaError} as `checkVoice` does. */
export function createAudioTrack(bytes: Uint8Array, plan: AudioPlan): Promise<AudioTrack> {
  return withAudioTrack(bytes, async (audioTrack) => {
    const method = await chooseMethod(audioTrack);
    if (method === 'copy') return copyAacPackets(audioTrack, plan);
    const pcm = { sampleRate: await audioTrack.getSampleRate(), channelCount: await audioTrack.getNumberOfChannels(), ...plan };
    return encodePcm(method === 'decode' ? await trimMp3(bytes, audioTrack, pcm) : await trimWav(audioTrack, pcm), plan);
  });
}

async function chooseMethod(audioTrack: InputAudioTrack): Promise<'copy' | 'decode' | 'convert'> {
  const codec = await audioTrack.getCodec();
  if (codec === 'aac') {
    await assertAac(audioTrack);
    return 'copy';
  }
  if (codec !== 'mp3' && (codec === null || isCompressedAudio(codec))) {
    throw new UnsupportedMediaError('the format of the audio file is not supported');
  }
  if (!isFlacCompatible(await audioTrack.getSampleRate(), await audioTrack.getNumberOfChannels())) {
    throw new UnsupportedMediaError('the sample rate or the channels of the audio file are not supported');
  }
  return codec === 'mp3' ? 'decode' : 'convert';
}

interface PcmTrim extends AudioPlan {
  readonly sampleRate: number;
  readonly channelCount: number;
}

/** An empty buffer for the samples between the trims; silent past the recording's end. */
function createSilence({ sampleRate, channelCount, trimStartMs, trimEndMs }: PcmTrim): { readonly pcm: Pcm; readonly from: number } {
  const from = Math.round((trimStartMs * sampleRate) / 1000);
  const length = Math.round((trimEndMs * sampleRate) / 1000) - from;
  return { pcm: { sampleRate, channels: Array.from({ length: channelCount }, () => new Int16Array(length)) }, from };
}

async function trimWav(audioTrack: InputAudioTrack, trim: PcmTrim): Promise<Pcm> {
  const { pcm, from } = createSilence(trim);
  for await (const sample of new AudioSampleSink(audioTrack).samples(trim.trimStartMs / 1000, trim.trimEndMs / 1000)) {
    const at = Math.round(sample.timestamp * trim.sampleRate) - from;
    pcm.channels.forEach((channel, planeIndex) => {
      const plane = new Int16Array(sample.numberOfFrames);
      sample.copyTo(plane, { planeIndex, format: 's16-planar' });
      writeSamples(plane, channel, at);
    });
    sample.close();
    await yieldToEventLoop();
  }
  return pcm;
}

/** Frames depend on earlier ones, so decoding starts at the first; a minute takes 0.2 s. */
async function trimMp3(bytes: Uint8Array, audioTrack: InputAudioTrack, trim: PcmTrim): Promise<Pcm> {
  const { pcm, from } = createSilence(trim);
  const end = from + (pcm.channels[0]?.length ?? 0);
  // Loaded on first use, because it is WebAssembly that most sessions do not need.
  const { MPEGDecoder } = await import('mpg123-decoder');
  // It reads the delay from the frame that mediabunny skips.
  const decoder = new MPEGDecoder({ enableGapless: false });
  await decoder.ready;
  try {
    let at = -getMp3DelaySamples(bytes);
    let frames = 0;
    for await (const packet of new EncodedPacketSink(audioTrack).packets()) {
      if (at >= end) break;
      const { channelData, samplesDecoded } = decoder.decodeFrame(packet.data);
      pcm.channels.forEach((channel, index) => {
        writeSamples(toInt16(channelData[index] ?? new Float32Array(0)), channel, at - from);
      });
      at += samplesDecoded;
      frames += 1;
      if (frames % 64 === 0) await yieldToEventLoop();
    }
  } finally {
    decoder.free();
  }
  return pcm;
}

function toInt16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_767))));
}

/** Copies the part of a chunk that overlaps the channel, starting at `at`. */
function writeSamples(piece: Int16Array, channel: Int16Array, at: number): void {
  const start = Math.max(0, -at);
  const end = Math.min(piece.length, channel.length - at);
  if (start < end) channel.set(piece.subarray(start, end), at + start);
}
