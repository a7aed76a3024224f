import { healing } from './en/healing';
import type { Words } from './language';

type HealingWords = typeof healing;

export const healingWords: Words<HealingWords> = { en: healing };
