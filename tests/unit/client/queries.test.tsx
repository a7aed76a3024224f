import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProvider } from '@/lib/client/api-provider';
import { createQueryClient, useJob } from '@/lib/client/queries';
import type { Api } from '@/lib/client/requests/api';
import { ApiError } from '@/lib/client/requests/api-error';
import { createJobResponse, createTestSession } from '../../components/wizard/session/test-session';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  setVisible(true);
  vi.useRealTimers();
});

function setVisible(visible: boolean) {
  Object.defineProperty(document, 'visibilityState', { configurable: true, value: visible ? 'visible' : 'hidden' });
  document.dispatchEvent(new Event('visibilitychange'));
  window.dispatchEvent(new Event('visibilitychange'));
}

function JobStatusText() {
  const { data, error } = useJob('job-1');
  return <p>{error?.code ?? data?.status ?? 'nothing yet'}</p>;
}

function renderJob(readJob: Api['readJob']) {
  const readJobSpy = vi.fn(readJob);
  const { api } = createTestSession({ apiOverrides: { readJob: readJobSpy } });
  render(
    <ApiProvider api={api} queryClient={createQueryClient()}>
      <JobStatusText />
    </ApiProvider>,
  );
  return readJobSpy;
}

const advanceTime = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('useJob', () => {
  it('useJob polls again after nextPollMs and stops when it is null', async () => {
    let callCount = 0;
    const readJobSpy = renderJob(async () => {
      callCount += 1;
      return callCount < 3
        ? { ...createJobResponse(), nextPollMs: 4_000 }
        : { ...createJobResponse(), status: 'succeeded', nextPollMs: null };
    });
    await advanceTime(0);
    expect(readJobSpy).toHaveBeenCalledTimes(1);
    await advanceTime(3_900);
    expect(readJobSpy).toHaveBeenCalledTimes(1);
    await advanceTime(200);
    expect(readJobSpy).toHaveBeenCalledTimes(2);
    await advanceTime(4_100);
    expect(screen.getByText('succeeded')).toBeTruthy();
    await advanceTime(3_600_000);
    expect(readJobSpy).toHaveBeenCalledTimes(3);
  });

  it('useJob pauses in a hidden tab and refetches when the tab becomes visible', async () => {
    const readJobSpy = renderJob(async () => ({ ...createJobResponse(), nextPollMs: 4_000 }));
    await advanceTime(0);
    setVisible(false);
    await advanceTime(60_000);
    expect(readJobSpy).toHaveBeenCalledTimes(1);
    setVisible(true);
    await advanceTime(0);
    expect(readJobSpy).toHaveBeenCalledTimes(2);
  });

  it('useJob does not refetch a terminal job when the tab becomes visible', async () => {
    const readJobSpy = renderJob(async () => ({ ...createJobResponse(), status: 'failed', nextPollMs: null }));
    await advanceTime(0);
    setVisible(false);
    setVisible(true);
    await advanceTime(10_000);
    expect(readJobSpy).toHaveBeenCalledTimes(1);
  });

  it('useJob retries after a network error but not after not-found', async () => {
    let callCount = 0;
    const readJobSpy = renderJob(async () => {
      callCount += 1;
      if (callCount === 1) throw new ApiError('network-error');
      throw new ApiError('not-found');
    });
    await advanceTime(60_000);
    expect(readJobSpy).toHaveBeenCalledTimes(2);
    expect(screen.getByText('not-found')).toBeTruthy();
  });
});
