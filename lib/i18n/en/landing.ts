import type { MilliPtc } from '@/lib/domain/price';
import { formatPtcAmount } from '@/lib/i18n/format';
import type { Texts } from '@/lib/i18n/language';
import { ago } from './format';

export const landing = {
  title: 'Drop a clip of someone talking',
  subtitle: 'and the voice they should speak with. Both at once is fine.',
  chooseFiles: 'Choose files',
  pasteLink: 'Paste a link',
  limits: 'Any phone or camera clip. What is too long or too large is made to fit here, before anything is sent.',
  findingCosts: (milliPtc: MilliPtc) => `Finding faces costs ${formatPtcAmount(milliPtc)}.`,
  leftToday: (milliPtc: MilliPtc) => `Left in today’s budget: ${formatPtcAmount(milliPtc)}.`,
  noneLeftToday: 'Today’s budget is used up and starts again at midnight UTC. Until then nothing can be created; what you prepare is kept.',
  dropHere: 'Drop it anywhere here',
  dropHereText: 'A clip, a voice, or both',
  sampleTitle: 'Try the sample',
  sampleText: 'A short clip and a voice, in practice',
  sampleClipName: 'Sample clip',
  sampleVoiceName: 'Sample voice',
  goOnTitle: (name: string) => `Go on with ${name}`,
  /** The state of the draft. */
  goOnState: (draft: { readonly hasClip: boolean; readonly hasVoice: boolean; readonly hasJob: boolean }) => {
    if (draft.hasJob) return 'Dubbed once already';
    if (!draft.hasClip) return 'The clip is still missing';
    return draft.hasVoice ? 'Clip and voice are there' : 'The voice is still missing';
  },
  /** `The voice is still missing, 5 minutes ago`. */
  goOnText: (state: string, ageMs: number) => `${state}, ${ago(ageMs)}`,
  goodClipTitle: 'What makes a good clip',
  goodClipText: 'Facing the camera, well lit, mouth uncovered, face large in the picture',
  opening: 'Opening your files…',
  openingFailed: 'The editor did not load. Nothing was sent or charged. Check that you are online, then try again.',
  openAgain: 'Try again',
  /** Files shared from another app or site, which the editor has not confirmed. */
  offered: (names: readonly string[]) => `Handed over to this page: ${names.join(', ')}.`,
  useOffered: 'Use it',
  sharedInVain: 'What you shared did not arrive. Choose the file here instead.',
};

export type LandingMessages = Texts<typeof landing>;
