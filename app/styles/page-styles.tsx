'use client';

import { useServerInsertedHTML } from 'next/navigation';
import { useRef } from 'react';
import { STYLES } from '#styles';

/** Inline styles in the document head, with the nonce from the CSP. Only the server includes them; the client bundle does not repeat them. */
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
