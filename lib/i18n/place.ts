import { place as en, type PlaceMessages } from './en/place';
import type { Messages } from './language';
import { place as zh } from './zh/place';

export type { PlaceMessages };

export const placeMessages: Messages<PlaceMessages> = { en, zh };
