'use client';

import { type ReactNode, useRef } from 'react';
import { getIntentProps } from '@/components/hooks/prefetch-on-intent';
import { Button, type ButtonVariant } from './button';

interface FileButtonProps {
  readonly accept: string;
  readonly multiple?: boolean;
  readonly variant?: ButtonVariant;
  readonly size?: 'small' | 'medium' | 'large';
  readonly disabled?: boolean;
  readonly className?: string;
  readonly onFiles: (files: File[]) => void;
  /** Called on hover or focus, to preload. */
  readonly onIntent?: () => void;
  readonly children: ReactNode;
}

/** A button that opens the system's file picker. */
export function FileButton({ accept, multiple = false, onFiles, onIntent, children, ...buttonProps }: FileButtonProps) {
  const inputRef = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        {...buttonProps}
        onClick={() => {
          inputRef.current?.click();
          // On touch, preloads while the picker is open.
          onIntent?.();
        }}
        {...getIntentProps(onIntent)}
      >
        {children}
      </Button>
      <input
        ref={inputRef}
        type="file"
        hidden
        tabIndex={-1}
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // Permits choosing the same file again, for example after a rejection.
          event.target.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </>
  );
}
