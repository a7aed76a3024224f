import 'server-only';
import { headers } from 'next/headers';
import { type Language, getLanguageFromHeaders as languageFromHeaders } from '@/lib/i18n/language';

export async function getRequestLanguage(): Promise<Language> {
  return languageFromHeaders(await headers());
}
