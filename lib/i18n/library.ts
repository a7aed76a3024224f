import { library as en, type LibraryMessages } from './en/library';
import type { Messages } from './language';
import { library as zh } from './zh/library';

export type { LibraryMessages };

export const libraryMessages: Messages<LibraryMessages> = { en, zh };
