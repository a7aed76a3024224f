import { player as en, type PlayerMessages } from './en/player';
import type { Messages } from './language';
import { player as zh } from './zh/player';

export type { PlayerMessages };

export const playerMessages: Messages<PlayerMessages> = { en, zh };
