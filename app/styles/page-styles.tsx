'use client';

import { useServerInsertedHTML } from 'next/navigation';
import { useRef } from 'react';
import { STYLES } from '#styles';

/** The styles, in the page's head, under the nonce that its policy asks for. Only the server writes them, and what it hands to React in the browser does not repeat them. */
export function PageStyles({ nonce }: { nonce: string | undefined }) {
  const written = useRef(false);
  useServerInsertedHTML(() => {
    if (written.current) return null;
    written.current = true;
    // biome-ignore lint/security/noDangerouslySetInnerHtml: our own stylesheet; as text, React would escape its quotes.
    return <style nonce={nonce} dangerouslySetInnerHTML={{ __html: STYLES }} />;
  });
  return null;
}
