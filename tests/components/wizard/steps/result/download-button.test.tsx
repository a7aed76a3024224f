import { act, fireEvent, render, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { DownloadButton } from '@/components/wizard/steps/result/download-button';
import type { DownloadOptions } from '@/lib/client/download-file';

interface Call extends DownloadOptions {
  readonly url: string;
  readonly fileName: string;
  readonly end: () => void;
  readonly fail: (error: Error) => void;
}

function renderButton() {
  const calls: Call[] = [];
  const view = render(
    <DownloadButton
      videoUrl="/api/share/t/video"
      fileName="Interview A lip-sync.mp4"
      method="page"
      download={(url, fileName, options) => {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        calls.push({ url, fileName, ...options, end: resolve, fail: reject });
        options.signal.addEventListener('abort', () => reject(new DOMException('cancelled', 'AbortError')));
        return promise;
      }}
    />,
  );
  const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
  const getOnlyCall = () => {
    const [call] = calls;
    if (call === undefined || calls.length > 1) throw new Error(`expected one download, got ${calls.length}`);
    return call;
  };
  return { ...view, calls, press, only: getOnlyCall };
}

describe('DownloadButton', () => {
  it('DownloadButton downloads the result under its name and shows the progress', async () => {
    const { press, only: getOnlyCall } = renderButton();
    press('Download');
    expect(getOnlyCall()).toMatchObject({
      url: '/api/share/t/video?download=Interview%20A%20lip-sync.mp4',
      fileName: 'Interview A lip-sync.mp4',
    });
    const bar = screen.getByRole('progressbar', { name: 'Downloading…' });
    expect(bar.getAttribute('aria-valuenow')).toBeNull();
    act(() => getOnlyCall().onProgress(0.429));
    expect(bar.getAttribute('aria-valuenow')).toBe('42');
    await act(async () => getOnlyCall().end());
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(screen.getByRole('status').textContent).toBe('');
    expect(screen.getByRole('button', { name: 'Download' })).toBeTruthy();
  });

  it('DownloadButton cancels by the same button without an error', async () => {
    const { press, only: getOnlyCall } = renderButton();
    press('Download');
    await act(async () => press('Cancel the download'));
    expect(getOnlyCall().signal.aborted).toBe(true);
    expect(screen.getByRole('status').textContent).toBe('');
    expect(screen.getByRole('button', { name: 'Download' })).toBeTruthy();
  });

  it('DownloadButton reports a broken download as harmless and retries', async () => {
    const { press, calls, only: getOnlyCall } = renderButton();
    press('Download');
    await act(async () => getOnlyCall().fail(new Error('broken')));
    expect(screen.getByRole('status').textContent).toBe(
      'The download broke off. Nothing was charged, and the result is still here: press Download to try again.',
    );
    press('Download');
    expect(calls).toHaveLength(2);
    expect(screen.getByRole('status').textContent).toBe('Downloading…');
  });

  it('DownloadButton aborts on unmount', () => {
    const { press, only: getOnlyCall, unmount } = renderButton();
    press('Download');
    unmount();
    expect(getOnlyCall().signal.aborted).toBe(true);
  });
});
