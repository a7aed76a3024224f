import { voice } from './en/voice';
import type { Words } from './language';

export type VoiceWords = typeof voice;

export const voiceWords: Words<VoiceWords> = { en: voice };
