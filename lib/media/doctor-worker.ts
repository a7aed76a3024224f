/** The engine's own thread: reads, decodes and codes, so that the page stays smooth and a hostile file can only stop this. */

import { Logging, LogLevel } from 'mediabunny';
import { carryOutVideo } from './conform-video';
import { carryOutVoice } from './conform-voice';
import type { Ask, Reply, TaskName, Tasks } from './doctor-tasks';
import { examineVideo, examineVoice } from './examine';
import { readKeyframes } from './keyframes';
import { readSoundMap } from './read-sound-map';
import { readThumbnails } from './read-thumbnails';

// Whatever it would say is in an answer.
Logging.level = LogLevel.Silent;

addEventListener('message', ({ data, ports: [port] }: MessageEvent<Ask>) => {
  if (port) void serve(data, port);
});

async function serve(ask: Ask, port: MessagePort): Promise<void> {
  const takenBack = new AbortController();
  port.onmessage = () => takenBack.abort();
  const { signal } = takenBack;
  try {
    switch (ask.task) {
      case 'examine-video':
        return reply<'examine-video'>(port, await examineVideo(ask.file));
      case 'examine-voice':
        return reply<'examine-voice'>(port, await examineVoice(ask.file));
      case 'keyframes':
        return reply<'keyframes'>(port, await readKeyframes(ask.file, signal));
      case 'thumbnails': {
        const drawn = await readThumbnails(
          ask.file,
          ask.ask,
          ask.ask.known,
          (thumbnail) => tell<'thumbnails'>(port, thumbnail, [thumbnail.picture]),
          signal,
        );
        return reply<'thumbnails'>(port, drawn);
      }
      case 'sound-map':
        return reply<'sound-map'>(port, await readSoundMap(ask.file, sparsely(port), signal));
      case 'conform-video':
        return reply<'conform-video'>(port, await carryOutVideo(ask.file, ask.ask.facts, ask.ask.plan, sparsely(port)));
      case 'conform-voice':
        return reply<'conform-voice'>(port, await carryOutVoice(ask.file, ask.ask.facts, ask.ask.plan, sparsely(port)));
    }
  } catch (thrown) {
    const threw: Reply<TaskName> = { kind: 'threw', message: thrown instanceof Error ? thrown.message : String(thrown) };
    port.postMessage(threw);
  }
}

function reply<Name extends TaskName>(port: MessagePort, answer: Tasks[Name]['answer']): void {
  const message: Reply<Name> = { kind: 'answer', answer };
  port.postMessage(message);
}

function tell<Name extends TaskName>(port: MessagePort, event: Tasks[Name]['event'], transfer: Transferable[] = []): void {
  const message: Reply<Name> = { kind: 'event', event };
  port.postMessage(message, transfer);
}

/** A bar is not drawn more often than this. */
const EVERY_MS = 50;

function sparsely(port: MessagePort): (share: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (share) => {
    const now = performance.now();
    if (now - last < EVERY_MS) return;
    last = now;
    tell<'sound-map'>(port, share);
  };
}
