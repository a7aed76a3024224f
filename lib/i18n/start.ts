import { start as en, type LandingMessages } from './en/start';
import type { Messages } from './language';
import { start as zh } from './zh/start';

export type { LandingMessages };

export const landingMessages: Messages<LandingMessages> = { en, zh };
