import type { MetadataRoute } from 'next';
import { shellMessages } from '@/lib/i18n/shell';
import { getRequestLanguage } from './request-language';

/** Web app manifest. Its colours are those of the dark theme, for the splash screen. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const messages = shellMessages[await getRequestLanguage()];
  return {
    id: '/',
    name: messages.name,
    short_name: messages.shortName,
    description: messages.description,
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#0c0d12',
    theme_color: '#0c0d12',
    categories: ['video', 'productivity'],
    icons: [
      { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/icons/192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icons/512.png', sizes: '512x512', type: 'image/png' },
      { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
    share_target: {
      action: '/open-shared',
      method: 'POST',
      enctype: 'multipart/form-data',
      params: { title: 'title', text: 'text', url: 'url', files: { name: 'files', accept: ['video/*', 'audio/*'] } },
    },
  };
}
