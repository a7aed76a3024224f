import { recorder } from './en/recorder';
import type { Words } from './language';

type RecorderWords = typeof recorder;

export const recorderWords: Words<RecorderWords> = { en: recorder };
