import { render, screen, waitFor } from '@testing-library/react';
import { StrictMode, useRef } from 'react';
import { describe, expect, it } from 'vitest';
import { nextPicture } from '@/components/ui/next-picture';
import { useStepFocus } from '@/components/ui/use-step-focus';

function Step({ name, asked = false }: { name: string; asked?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useStepFocus(heading, name, asked);
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
const focusOn = (element: HTMLElement) => waitFor(() => expect(document.activeElement).toBe(element));

describe('the heading of what is shown', () => {
  it('is focused though every effect runs twice, as in development', async () => {
    render(
      <StrictMode>
        <Step name="Face" />
      </StrictMode>,
    );
    await focusOn(heading());
  });

  it('leaves the focus where it is of use, unless the change was asked for', async () => {
    const { rerender } = render(<Step name="Face" />);
    await focusOn(heading());
    screen.getByLabelText('elsewhere').focus();
    rerender(<Step name="Voice" />);
    // The same that it waits for, asked for after it.
    await nextPicture();
    expect(document.activeElement).toBe(screen.getByLabelText('elsewhere'));
    rerender(<Step name="Place" asked />);
    await focusOn(heading());
  });
});
