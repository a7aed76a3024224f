import { render, screen, waitFor } from '@testing-library/react';
import { StrictMode, useRef } from 'react';
import { describe, expect, it } from 'vitest';
import { afterNextPaint } from '@/components/hooks/after-next-paint';
import { useStepFocus } from '@/components/hooks/use-step-focus';

function TestStep({ name, isRequested = false }: { name: string; isRequested?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useStepFocus(heading, name, isRequested);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {name}
      </h1>
      <input aria-label="elsewhere" />
    </>
  );
}

const heading = () => screen.getByRole('heading');
const expectFocus = (element: HTMLElement) => waitFor(() => expect(document.activeElement).toBe(element));

describe('useStepFocus', () => {
  it('useStepFocus focuses the heading although effects run twice in development', async () => {
    render(
      <StrictMode>
        <TestStep name="Face" />
      </StrictMode>,
    );
    await expectFocus(heading());
  });

  it('useStepFocus leaves focus on a usable element unless the step was requested', async () => {
    const { rerender } = render(<TestStep name="Face" />);
    await expectFocus(heading());
    screen.getByLabelText('elsewhere').focus();
    rerender(<TestStep name="Voice" />);
    // Waits for the same paint as the hook, registered after it.
    await afterNextPaint();
    expect(document.activeElement).toBe(screen.getByLabelText('elsewhere'));
    rerender(<TestStep name="Place" isRequested />);
    await expectFocus(heading());
  });
});
