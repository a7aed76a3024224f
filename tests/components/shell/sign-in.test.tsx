import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { toSafeRedirect } from '@/app/join/safe-redirect';
import { SignIn } from '@/components/shell/sign-in';
import { ApiError } from '@/lib/client/requests/api-error';

const replace = vi.fn();
vi.mock('next/navigation', () => ({ useRouter: () => ({ replace, push: vi.fn() }) }));

beforeEach(() => replace.mockClear());

async function renderSignIn(code: string, signIn: (code: string) => Promise<void>) {
  const user = userEvent.setup();
  render(<SignIn redirectTo="/jobs/job-1" practice={false} signIn={signIn} />);
  if (code) await user.type(screen.getByLabelText('Code'), code);
  await user.click(screen.getByRole('button', { name: 'Open' }));
  return user;
}

describe('sign-in', () => {
  it('sign-in returns to the requested page', async () => {
    const signIn = vi.fn(async () => undefined);
    await renderSignIn(' secret ', signIn);
    await waitFor(() => expect(replace).toHaveBeenCalledWith('/jobs/job-1'));
    expect(signIn).toHaveBeenCalledWith('secret');
  });

  it('sign-in validates an empty code without a request', async () => {
    const signIn = vi.fn(async () => undefined);
    await renderSignIn('', signIn);
    expect((await screen.findByRole('alert')).textContent).toBe('Enter the code you were given.');
    expect(signIn).not.toHaveBeenCalled();
  });

  it('sign-in reports a wrong code at the field and restores focus to it', async () => {
    await renderSignIn('guess', () => Promise.reject(new ApiError('invalid-credentials')));
    expect((await screen.findByRole('alert')).textContent).toContain('That code does not open the door.');
    expect(document.activeElement).toBe(screen.getByLabelText('Code'));
    expect(replace).not.toHaveBeenCalled();
  });

  it('sign-in states the waiting time after too many attempts', async () => {
    await renderSignIn('guess', () => Promise.reject(new ApiError('rate-limited', { retryAfterMs: 30_000 })));
    expect((await screen.findByRole('alert')).textContent).toContain('Ready again in 30 s.');
  });
});

describe('toSafeRedirect', () => {
  it.each([
    ['/jobs/job-1', '/jobs/job-1'],
    ['/?a=1', '/?a=1'],
    ['//elsewhere.example', '/'],
    ['/\\elsewhere.example', '/'],
    ['/.//elsewhere.example', '/'],
    ['/..//elsewhere.example/a', '/'],
    ['/jobs/..//../..//elsewhere.example', '/'],
    ['/%2e//elsewhere.example', '/'],
    ['/.\\/elsewhere.example', '/'],
    ['/.///', '/'],
    ['/\t/elsewhere.example', '/'],
    ['https://elsewhere.example', '/'],
    ['javascript:alert(1)', '/'],
    ['/join?to=/join', '/'],
    [undefined, '/'],
    [['/a', '/b'], '/'],
  ])('toSafeRedirect maps %j to %s', (to, target) => {
    expect(toSafeRedirect(to)).toBe(target);
  });
});
