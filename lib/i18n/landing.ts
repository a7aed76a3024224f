import { landing as en, type LandingMessages } from './en/landing';
import type { Messages } from './language';
import { landing as zh } from './zh/landing';

export type { LandingMessages };

export const landingMessages: Messages<LandingMessages> = { en, zh };
