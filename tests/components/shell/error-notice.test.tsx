import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { ErrorNotice } from '@/components/shell/error-notice';
import { ApiError, type ApiErrorCode } from '@/lib/client/requests/api-error';
import { ERROR_STATUS } from '@/lib/contracts/error';
import { errors } from '@/lib/i18n/en/errors';

const codes = [...Object.keys(ERROR_STATUS), 'network-error', 'unexpected-response', 'upload-broken'] as ApiErrorCode[];

describe('ErrorNotice', () => {
  it.each(codes)('the notice for %s states what happened, whether it was charged and what to do', (code) => {
    render(<ErrorNotice error={new ApiError(code)} practice={false} />);
    const text = screen.getByRole('alert').textContent ?? '';
    expect(text).toContain(errors.codes[code].what);
    expect(text).toContain('Nothing was charged.');
    expect(text).toContain(errors.codes[code].todo);
  });

  it.each(codes)('the notice for %s avoids jargon, blame and alarm', (code) => {
    const { what, todo } = errors.codes[code];
    expect(`${what} ${todo}`).not.toMatch(/!|HTTP|JSON|API\b|\bID\b|something went wrong|error|\b\d{3}\b/i);
  });

  it.each([
    ['yes', 'It was charged.'],
    ['unknown', 'It may have been charged.'],
  ] as const)('an error with charged “%s” states that in live mode, and that practice is free in practice mode', (charged, messages) => {
    const error = new ApiError('upstream-timeout', { charged });
    const { rerender } = render(<ErrorNotice error={error} practice={false} />);
    expect(screen.getByRole('alert').textContent).toContain(messages);
    rerender(<ErrorNotice error={error} practice />);
    expect(screen.getByRole('alert').textContent).toContain('Nothing was charged: this is practice.');
  });

  it('ErrorNotice shows its reference under “Details”', () => {
    render(<ErrorNotice error={new ApiError('internal-error', { requestId: 'r-1' })} practice={false} />);
    const reference = screen.getByText('Reference r-1');
    expect(reference.closest('details')?.open).toBe(false);
  });

  it('ErrorNotice for a temporary error states the waiting time and offers a retry', async () => {
    const user = userEvent.setup();
    const onRetry = vi.fn();
    render(<ErrorNotice error={new ApiError('upstream-busy', { retryAfterMs: 20_000 })} practice={false} onRetry={onRetry} />);
    expect(screen.getByRole('alert').textContent).toContain('Ready again in 20 s.');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(onRetry).toHaveBeenCalledOnce();
  });
});
