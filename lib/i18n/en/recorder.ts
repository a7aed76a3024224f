import type { Milliseconds } from '../../domain/time';
import { formatShortTime } from '../format';
import type { Texts } from '../language';

export const recorder = {
  record: 'Record it',
  title: 'Record a voice',
  asking: 'Your browser asks whether this page may use the microphone. Please allow it.',
  counting: 'Get ready to speak',
  recording: 'Recording',
  elapsed: (elapsedMs: Milliseconds, mostMs: Milliseconds) =>
    `${formatShortTime(Math.floor(elapsedMs / 1000) * 1000)} of ${formatShortTime(Math.round(mostMs / 1000) * 1000)}`,
  stop: 'Stop',
  listen: 'Listen to the recording',
  recorded: (lengthMs: Milliseconds) => `${formatShortTime(lengthMs)} recorded`,
  use: 'Use it',
  again: 'Try again',
  close: 'Close',
  fileName: 'Recording',
  tooShort: 'That was too short: lip-sync needs at least 2 s. Nothing was charged.',
  nothingCharged: 'Nothing was charged.',
  faults: {
    denied: {
      what: 'The microphone may not be used here.',
      todo: 'Allow it for this page (the sign beside the address), and in the settings of this computer, then try again.',
    },
    missing: { what: 'No microphone was found.', todo: 'Plug one in, then try again. Or drop a recording.' },
    busy: { what: 'The microphone did not answer.', todo: 'Another program may be using it. Close that, then try again.' },
    unsupported: { what: 'This browser cannot record here.', todo: 'Record with another program, and drop the file.' },
  },
};

export type RecorderMessages = Texts<typeof recorder>;
