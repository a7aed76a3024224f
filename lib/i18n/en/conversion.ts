import type { LoudnessFinding } from '@/lib/domain/conversion/loudness';
import type { VideoConversion, VoiceConversion } from '@/lib/domain/conversion/part-selection';
import type { VideoQuality } from '@/lib/domain/conversion/video-plan';
import type { Milliseconds } from '@/lib/domain/time';
import { formatFrameSize, formatShortTime } from '@/lib/i18n/format';
import type { Texts } from '@/lib/i18n/language';
import { fileSize, percent, waitTime } from './format';

const QUALITIES: Record<VideoQuality, string> = { high: 'high', medium: 'medium', low: 'low' };

/** The steps of a conversion, each usable after “It will be” and alone. */
function describeVideoSteps({ steps, part, from, to }: VideoConversion): string[] {
  const has = (step: VideoConversion['steps'][number]) => steps.includes(step);
  const isLarger = to.widthPx * to.heightPx > from.widthPx * from.heightPx;
  const between = `from ${formatFrameSize(from)} to ${formatFrameSize(to)}`;
  return [
    ...(has('cut') ? [`cut to ${formatShortTime(part.startMs)}–${formatShortTime(part.endMs)}`] : []),
    ...(has('scale') ? [`${isLarger ? 'scaled up' : 'made smaller'} ${between}`] : []),
    ...(has('pad') ? [`fitted into ${formatFrameSize(to)} with black bars`] : []),
    ...(has('shrink') && !has('scale') ? [`made lighter, from ${fileSize(from.byteSize)} to ${fileSize(to.byteSize)}`] : []),
    ...(has('remux') ? ['packed as MP4'] : []),
    ...(steps.length === 1 && has('transcode') ? ['saved as an MP4 that lip-sync can read'] : []),
  ];
}

function describeVoiceSteps({ steps, part, from, to, gainDb }: VoiceConversion): string[] {
  const has = (step: VoiceConversion['steps'][number]) => steps.includes(step);
  const lighter = has('shrink') && from.byteSize > to.byteSize;
  return [
    ...(has('cut') ? [`cut to ${formatShortTime(part.startMs)}–${formatShortTime(part.endMs)}`] : []),
    ...(has('extract-audio') ? ['taken out of the video'] : []),
    ...(lighter ? [`made lighter, from ${fileSize(from.byteSize)} to ${fileSize(to.byteSize)}`] : []),
    ...(gainDb === 0 ? [] : [`made ${gainDb > 0 ? 'louder' : 'softer'} by ${Math.round(Math.abs(gainDb))} dB`]),
    `saved as ${to.format.toUpperCase()}`,
  ];
}

function toSentence(steps: readonly string[]): string {
  const text = steps.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function isScaledUp({ steps, from, to }: VideoConversion): boolean {
  return steps.includes('scale') && to.widthPx * to.heightPx > from.widthPx * from.heightPx;
}

export const conversion = {
  /** “Cut to 0:12–1:05, made smaller from 4K to 1080p. Quality: high.” */
  clipDone: (done: VideoConversion) =>
    [
      toSentence(describeVideoSteps(done)),
      done.quality === null ? 'The picture lost nothing.' : `Quality: ${QUALITIES[done.quality]}.`,
      ...(done.audio === 'leave-out' ? ['Its old sound could not be read here and was left out.'] : []),
    ].join(' '),
  clipScaledUp: (done: VideoConversion) =>
    isScaledUp(done)
      ? 'The picture was small and has been scaled up: the mouth may look soft. Use a larger original if you have one.'
      : null,
  clipPlanned: (planned: VideoConversion) => `It will be ${describeVideoSteps(planned).join(', ')}. Your own file stays as it is.`,
  voiceDone: (done: VoiceConversion) => toSentence(describeVoiceSteps(done)),
  clipTooLong: (durationMs: Milliseconds) =>
    `This clip is ${formatShortTime(durationMs)} long; lip-sync takes up to 1 minute. Choose the part you want.`,
  voiceTooLong: (durationMs: Milliseconds) =>
    `This recording is ${formatShortTime(durationMs)} long; lip-sync takes up to 1 minute. Choose the part you want.`,
  clipNeeds: (name: string) => `${name} can be made fit`,
  part: 'The part you want',
  handles: { start: 'From', end: 'To', whole: 'Move the part' },
  partText: (startMs: Milliseconds, endMs: Milliseconds) => `${formatShortTime(startMs)} – ${formatShortTime(endMs)}`,
  /** Label of one edge of the part. */
  partAt: formatShortTime,
  partLength: (lengthMs: Milliseconds) => `${formatShortTime(lengthMs)} long`,
  partHint: 'Drag the window, or an end of it. With the keyboard: Tab to an end, then arrow keys; Shift moves 1 s, Page keys move 5 s.',
  take: 'Use this part',
  makeFit: 'Make it fit',
  leave: 'Leave it',
  cancel: 'Cancel',
  clipWorking: (name: string) => `Making ${name} fit`,
  voiceWorking: (name: string) => `Preparing ${name}`,
  percent: (done: number) => percent(Math.floor(done)),
  timeLeft: (ms: Milliseconds) => `${waitTime(ms)} left`,
  workingText: 'This happens on your computer. Nothing is uploaded or charged yet, and your own file stays as it is.',
  noStrip: 'This browser cannot show this clip’s picture, so choose by time.',
  listening: 'Listening for where the sound begins…',
  previewPlay: 'Play this part',
  previewStop: 'Stop',
  preview: (name: string) => `Preview of ${name}`,
  loudness: {
    'voice-silent': 'Almost nothing can be heard in this recording. Check that it is the right one.',
    'voice-quiet': 'This recording is very quiet.',
    'voice-clipped':
      'This recording is too loud in places, and may sound rough there. Making it softer helps a little; recording it again, further from the microphone, helps more.',
  } satisfies Record<LoudnessFinding['code'], string>,
  /** Negative is softer. */
  adjust: (gainDb: number) => (gainDb > 0 ? `Make it louder (+${Math.round(gainDb)} dB)` : `Make it softer (−${Math.round(-gainDb)} dB)`),
  restore: 'Back to how it was recorded',
};

export type ConversionMessages = Texts<typeof conversion>;
