import { voice as en } from './en/voice';
import type { Texts, Words } from './language';
import { voice as zh } from './zh/voice';

export type VoiceWords = Texts<typeof en>;

export const voiceWords: Words<VoiceWords> = { en, zh };
