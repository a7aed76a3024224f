import { place as en } from './en/place';
import type { Texts, Words } from './language';
import { place as zh } from './zh/place';

export type PlaceWords = Texts<typeof en>;

export const placeWords: Words<PlaceWords> = { en, zh };
