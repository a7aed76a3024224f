import { face } from './en/face';
import type { Words } from './language';

export type FaceWords = typeof face;

export const faceWords: Words<FaceWords> = { en: face };
