import { place } from './en/place';
import type { Words } from './language';

export type PlaceWords = typeof place;

export const placeWords: Words<PlaceWords> = { en: place };
