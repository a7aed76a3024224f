/** The media worker: reads, decodes and encodes, so that the page stays responsive and a hostile file can only crash the worker. */

import { Logging, LogLevel } from 'mediabunny';
import { runVideoConversion } from '@/lib/media/convert/run-video-conversion';
import { runVoiceConversion } from '@/lib/media/convert/run-voice-conversion';
import { probeVideo, probeVoice } from '@/lib/media/probe/probe-file';
import { readKeyframes } from '@/lib/media/probe/read-keyframes';
import { decodeThumbnails } from '@/lib/media/thumbnails/decode-thumbnails';
import { decodeWaveform } from '@/lib/media/waveform/decode-waveform';
import type { TaskName, WorkerMessage, WorkerRequest, WorkerTasks } from './worker-tasks';

// Errors are part of the response.
Logging.level = LogLevel.Silent;

addEventListener('message', ({ data, ports: [port] }: MessageEvent<WorkerRequest>) => {
  if (port) void handleRequest(data, port);
});

async function handleRequest(request: WorkerRequest, port: MessagePort): Promise<void> {
  const cancellation = new AbortController();
  port.onmessage = () => cancellation.abort();
  const { signal } = cancellation;
  try {
    switch (request.task) {
      case 'probe-video':
        return postOutput<'probe-video'>(port, await probeVideo(request.file));
      case 'probe-voice':
        return postOutput<'probe-voice'>(port, await probeVoice(request.file));
      case 'keyframes':
        return postOutput<'keyframes'>(port, await readKeyframes(request.file, signal));
      case 'thumbnails': {
        const count = await decodeThumbnails(
          request.file,
          request.input,
          request.input.known,
          (thumbnail) => postEvent<'thumbnails'>(port, thumbnail, [thumbnail.image]),
          signal,
        );
        return postOutput<'thumbnails'>(port, count);
      }
      case 'waveform':
        return postOutput<'waveform'>(port, await decodeWaveform(request.file, throttleProgress(port), signal));
      case 'convert-video':
        return postOutput<'convert-video'>(
          port,
          await runVideoConversion(request.file, request.input.facts, request.input.plan, throttleProgress(port)),
        );
      case 'convert-voice':
        return postOutput<'convert-voice'>(
          port,
          await runVoiceConversion(request.file, request.input.facts, request.input.plan, throttleProgress(port)),
        );
    }
  } catch (thrown) {
    const errorMessage: WorkerMessage<TaskName> = { kind: 'error', message: thrown instanceof Error ? thrown.message : String(thrown) };
    port.postMessage(errorMessage);
  }
}

function postOutput<Name extends TaskName>(port: MessagePort, output: WorkerTasks[Name]['output']): void {
  const message: WorkerMessage<Name> = { kind: 'output', output };
  port.postMessage(message);
}

function postEvent<Name extends TaskName>(port: MessagePort, event: WorkerTasks[Name]['event'], transfer: Transferable[] = []): void {
  const message: WorkerMessage<Name> = { kind: 'event', event };
  port.postMessage(message, transfer);
}

/** Shortest interval between progress events. */
const PROGRESS_INTERVAL_MS = 50;

function throttleProgress(port: MessagePort): (share: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (share) => {
    const now = performance.now();
    if (now - last < PROGRESS_INTERVAL_MS) return;
    last = now;
    postEvent<'waveform'>(port, share);
  };
}
