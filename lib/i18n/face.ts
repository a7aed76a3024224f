import { face as en, type FaceMessages } from './en/face';
import type { Messages } from './language';
import { face as zh } from './zh/face';

export type { FaceMessages };

export const faceMessages: Messages<FaceMessages> = { en, zh };
