import type { ProbedVoiceFinding } from '@/lib/domain/conversion/voice-plan';
import { formatShortTime } from '../format';
import type { Texts } from '../language';
import { exactSeconds, fileSize, seconds } from './format';

function finding(item: ProbedVoiceFinding): { readonly what: string; readonly todo: string } {
  switch (item.code) {
    case 'voice-kind':
      return { what: 'This recording is not an MP3, WAV or M4A.', todo: 'Save it as one of these and drop it again.' };
    case 'voice-too-large':
      return {
        what: `This recording has ${fileSize(item.byteSize)}; lip-sync takes up to ${fileSize(item.maxByteSize)}.`,
        todo: 'Save it as MP3: a minute then has about 1 MB.',
      };
    case 'voice-too-short':
      return {
        what: `This recording is ${exactSeconds(item.durationMs)} long; lip-sync needs at least ${seconds(item.minDurationMs)}.`,
        todo: 'Use a longer one.',
      };
    case 'voice-too-long':
      return {
        what: `This recording is ${item.durationMs < 61_000 ? exactSeconds(item.durationMs) : formatShortTime(item.durationMs)} long; lip-sync takes up to ${seconds(item.maxDurationMs)}.`,
        todo: 'Cut out the part you want and drop that.',
      };
    case 'voice-heavy':
      return { what: `This recording has ${fileSize(item.byteSize)}.`, todo: 'Save it as MP3: a minute then has about 1 MB.' };
    case 'voice-undecodable':
      return {
        what: 'This browser cannot read how this recording’s sound is stored.',
        todo: 'Save it as MP3 or WAV and drop it again.',
      };
    default:
      return unheardOf(item);
  }
}

function unheardOf(item: never): never {
  throw new TypeError(`no message for ${JSON.stringify(item)}`);
}

export const voice = {
  heading: 'Voice',
  dropTitle: 'Drop the voice they should speak with',
  dropText: 'Any recording, or a video with sound, at least 2 seconds. Or record it here.',
  choose: 'Choose a recording',
  replace: 'Use another recording',
  reading: (name: string) => `Listening to ${name}…`,
  facts: (durationMs: number, byteSize: number) => `${formatShortTime(durationMs)} · ${fileSize(byteSize)}`,
  kinds: { mp3: 'MP3', wav: 'WAV', m4a: 'M4A', other: '' },
  listen: (name: string) => `Listen to ${name}`,
  finding,
  nothingCharged: 'Nothing was charged.',
  refusedTitle: (name: string) => `${name} was not taken`,
  faults: {
    empty: { what: 'The file is empty: it has no bytes.', todo: 'Copy or record it again.' },
    'not-media': { what: 'This is not a recording, whatever its name says.', todo: 'Choose a file that plays on this computer.' },
    'cut-off': { what: 'The file is cut off: its end is missing.', todo: 'Copy or download it again, then drop it here.' },
    unreadable: { what: 'The browser can no longer read this file.', todo: 'It may have been moved or deleted. Choose it again.' },
    stuck: { what: 'Reading this file took far too long, so it was left.', todo: 'It may be damaged. Save it again as MP3 or WAV.' },
  },
  conversionFailed: {
    broken: { what: 'This recording breaks off or cannot be read to its end.', todo: 'Copy or record it again.' },
    'no-encoder': { what: 'This browser cannot save sound.', todo: 'Save the recording as MP3 and drop it again.' },
    'too-large': { what: 'The recording stayed too large.', todo: 'Choose a shorter part, or save it as MP3.' },
    'not-legal': { what: 'The recording could not be brought into a form that lip-sync takes.', todo: 'Save it as MP3 and drop it again.' },
    unreadable: { what: 'The browser can no longer read this file.', todo: 'It may have been moved or deleted. Choose it again.' },
    stuck: { what: 'The work stood still, so it was stopped.', todo: 'Try it again, or save the recording as MP3.' },
  },
  notLoaded: {
    what: 'The part of this page that reads files did not load.',
    todo: 'Check that you are online, then choose the file again.',
  },
  noSound: { what: 'This file has no sound.', todo: 'Choose one in which somebody speaks.' },
  keepOld: 'The voice you had is still here.',
  dismiss: 'Close',
};

export type VoiceMessages = Texts<typeof voice>;
