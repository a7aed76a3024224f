import { voice as en, type VoiceMessages } from './en/voice';
import type { Messages } from './language';
import { voice as zh } from './zh/voice';

export type { VoiceMessages };

export const voiceMessages: Messages<VoiceMessages> = { en, zh };
