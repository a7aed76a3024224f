import { face as en } from './en/face';
import type { Texts, Words } from './language';
import { face as zh } from './zh/face';

export type FaceWords = Texts<typeof en>;

export const faceWords: Words<FaceWords> = { en, zh };
