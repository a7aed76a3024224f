'use client';

import { useEffect, useEffectEvent, useState } from 'react';

/**
 * Accepts dropped and pasted files anywhere in the window.
 * @returns whether files are being dragged over it.
 */
export function useFileDrop(onFiles: (files: File[]) => void, onText?: (text: string) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  const handleFiles = useEffectEvent(onFiles);
  const handleText = useEffectEvent((text: string) => onText?.(text));

  useEffect(() => {
    // A drag enters a child before it leaves the parent, so only the count shows whether it is over the window.
    let depth = 0;
    const onDragEnter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setIsOver(true);
    };
    const onDragOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      // The drag entered before the listener was registered, during the page load.
      if (depth === 0) {
        depth = 1;
        setIsOver(true);
      }
    };
    const onDragLeave = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setIsOver(false);
    };
    const onDrop = (event: DragEvent) => {
      depth = 0;
      setIsOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      handleFiles(files);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTextField(event.target)) return;
      const files = [...(event.clipboardData?.files ?? [])];
      const text = event.clipboardData?.getData('text/plain').trim() ?? '';
      if (files.length > 0) {
        event.preventDefault();
        handleFiles(files);
      } else if (text !== '') {
        handleText(text);
      }
    };
    const controller = new AbortController();
    const { signal } = controller;
    window.addEventListener('dragenter', onDragEnter, { signal });
    window.addEventListener('dragover', onDragOver, { signal });
    window.addEventListener('dragleave', onDragLeave, { signal });
    window.addEventListener('drop', onDrop, { signal });
    window.addEventListener('paste', onPaste, { signal });
    return () => controller.abort();
  }, []);

  return isOver;
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false;
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, [contenteditable="true"]');
}
