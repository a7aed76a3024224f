import type { ClipHealing, VoiceHealing } from '../../domain/healing';
import type { Milliseconds } from '../../domain/time';
import type { PictureSize, Quality } from '../../domain/video-treatment';
import type { LoudnessFinding } from '../../domain/voice-treatment';
import { fileSize, shortTime, waitTime } from '../format';

/** `4K`, `1080p`, or the plain sides where a picture has no such name. */
function pictureName({ widthPx, heightPx }: PictureSize): string {
  const short = Math.min(widthPx, heightPx);
  const long = Math.max(widthPx, heightPx);
  if (short === 2160 && long >= 3840) return '4K';
  const isUsual = Math.abs(long / short - 16 / 9) < 0.01;
  return isUsual && (short === 1080 || short === 720) ? `${short}p` : `${widthPx} × ${heightPx}`;
}

const QUALITIES: Record<Quality, string> = { high: 'high', medium: 'medium', low: 'low' };

/** The deeds, each readable after “It will be” as well as by itself. */
function clipDeeds({ treatments, part, from, to }: ClipHealing): string[] {
  const has = (treatment: ClipHealing['treatments'][number]) => treatments.includes(treatment);
  const isLarger = to.widthPx * to.heightPx > from.widthPx * from.heightPx;
  const between = `from ${pictureName(from)} to ${pictureName(to)}`;
  return [
    ...(has('cut') ? [`cut to ${shortTime(part.startMs)}–${shortTime(part.endMs)}`] : []),
    ...(has('scale') ? [`${isLarger ? 'scaled up' : 'made smaller'} ${between}`] : []),
    ...(has('pad') ? [`fitted into ${pictureName(to)} with black bars`] : []),
    ...(has('shrink') && !has('scale') ? [`made lighter, from ${fileSize(from.byteSize)} to ${fileSize(to.byteSize)}`] : []),
    ...(has('remux') ? ['packed as MP4'] : []),
    ...(treatments.length === 1 && has('transcode') ? ['saved as an MP4 that lip-sync can read'] : []),
  ];
}

function voiceDeeds({ treatments, part, from, to, gainDb }: VoiceHealing): string[] {
  const has = (treatment: VoiceHealing['treatments'][number]) => treatments.includes(treatment);
  const lighter = has('shrink') && from.byteSize > to.byteSize;
  return [
    ...(has('cut') ? [`cut to ${shortTime(part.startMs)}–${shortTime(part.endMs)}`] : []),
    ...(has('extract-audio') ? ['taken out of the video'] : []),
    ...(lighter ? [`made lighter, from ${fileSize(from.byteSize)} to ${fileSize(to.byteSize)}`] : []),
    ...(gainDb > 0 ? [`made louder by ${Math.round(gainDb)} dB`] : []),
    `saved as ${to.format.toUpperCase()}`,
  ];
}

function sentence(deeds: readonly string[]): string {
  const text = deeds.join(', ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function isScaledUp({ treatments, from, to }: ClipHealing): boolean {
  return treatments.includes('scale') && to.widthPx * to.heightPx > from.widthPx * from.heightPx;
}

export const healing = {
  /** “Cut to 0:12–1:05, made smaller from 4K to 1080p. Quality: high.” */
  clipDone: (done: ClipHealing) =>
    [
      sentence(clipDeeds(done)),
      done.quality === null ? 'The picture lost nothing.' : `Quality: ${QUALITIES[done.quality]}.`,
      ...(done.sound === 'leave-out' ? ['Its old sound could not be read here and was left out.'] : []),
    ].join(' '),
  clipScaledUp: (done: ClipHealing) =>
    isScaledUp(done)
      ? 'The picture was small and has been scaled up: the mouth may look soft. Use a larger original if you have one.'
      : null,
  clipPlanned: (planned: ClipHealing) => `It will be ${clipDeeds(planned).join(', ')}. Your own file stays as it is.`,
  voiceDone: (done: VoiceHealing) => sentence(voiceDeeds(done)),
  clipTooLong: (durationMs: Milliseconds) =>
    `This clip is ${shortTime(durationMs)} long; lip-sync takes up to 1 minute. Choose the part you want.`,
  voiceTooLong: (durationMs: Milliseconds) =>
    `This recording is ${shortTime(durationMs)} long; lip-sync takes up to 1 minute. Choose the part you want.`,
  clipNeeds: (name: string) => `${name} can be made fit`,
  part: 'The part you want',
  handles: { start: 'From', end: 'To', whole: 'Move the part' },
  partText: (startMs: Milliseconds, endMs: Milliseconds) => `${shortTime(startMs)} – ${shortTime(endMs)}`,
  partLength: (lengthMs: Milliseconds) => `${shortTime(lengthMs)} long`,
  partHint: 'Drag the window, or an end of it. With the keyboard: Tab to an end, then arrow keys; Shift moves 1 s, Page keys move 5 s.',
  take: 'Use this part',
  makeFit: 'Make it fit',
  leave: 'Leave it',
  cancel: 'Cancel',
  clipWorking: (name: string) => `Making ${name} fit`,
  voiceWorking: (name: string) => `Preparing ${name}`,
  percent: (percent: number) => `${Math.floor(percent)} %`,
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
      'This recording is too loud in places, and sounds rough there. Recording it again, a little further from the microphone, helps.',
  } satisfies Record<LoudnessFinding['code'], string>,
  raise: (gainDb: number) => `Make it louder (+${Math.round(gainDb)} dB)`,
};
