import { video } from './en/video';
import type { Words } from './language';

export type VideoWords = typeof video;

export const videoWords: Words<VideoWords> = { en: video };
