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

function Job() {
  const { data, error } = useJob('job-1');
  return <p>{error?.code ?? data?.status ?? 'nothing yet'}</p>;
}

function show(readJob: Api['readJob']) {
  const asked = vi.fn(readJob);
  const { api } = createTestSession({ apiOverrides: { readJob: asked } });
  render(
    <ApiProvider api={api} queryClient={createQueryClient()}>
      <Job />
    </ApiProvider>,
  );
  return asked;
}

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('looking at a job', () => {
  it('happens again when the last answer says so, and never again once it says never', async () => {
    let looks = 0;
    const asked = show(async () => {
      looks += 1;
      return looks < 3 ? { ...createJobResponse(), nextPollMs: 4_000 } : { ...createJobResponse(), status: 'succeeded', nextPollMs: null };
    });
    await pass(0);
    expect(asked).toHaveBeenCalledTimes(1);
    await pass(3_900);
    expect(asked).toHaveBeenCalledTimes(1);
    await pass(200);
    expect(asked).toHaveBeenCalledTimes(2);
    await pass(4_100);
    expect(screen.getByText('succeeded')).toBeTruthy();
    await pass(3_600_000);
    expect(asked).toHaveBeenCalledTimes(3);
  });

  it('pauses in a hidden tab, and happens at once when the tab is looked at again', async () => {
    const asked = show(async () => ({ ...createJobResponse(), nextPollMs: 4_000 }));
    await pass(0);
    setVisible(false);
    await pass(60_000);
    expect(asked).toHaveBeenCalledTimes(1);
    setVisible(true);
    await pass(0);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('of a job at its end does not happen again when the tab is looked at', async () => {
    const asked = show(async () => ({ ...createJobResponse(), status: 'failed', nextPollMs: null }));
    await pass(0);
    setVisible(false);
    setVisible(true);
    await pass(10_000);
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('is tried again when the line was only broken, and not when the job is not there', async () => {
    let looks = 0;
    const asked = show(async () => {
      looks += 1;
      if (looks === 1) throw new ApiError('network-error');
      throw new ApiError('not-found');
    });
    await pass(60_000);
    expect(asked).toHaveBeenCalledTimes(2);
    expect(screen.getByText('not-found')).toBeTruthy();
  });
});
