import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PersonSection } from '@/components/wizard/steps/face/person-section';
import { getVerdict } from '@/components/wizard/steps/place/verdict-bar';
import type { Person } from '@/lib/domain/people/person';
import { createTimeRange } from '@/lib/domain/time';
import { place } from '@/lib/i18n/en/place';

const faces = [
  { faceId: 'a', thumbnailUrl: null, window: createTimeRange(1_000, 6_000) },
  { faceId: 'b', thumbnailUrl: null, window: createTimeRange(6_000, 7_500) },
  { faceId: 'c', thumbnailUrl: null, window: createTimeRange(12_000, 20_000) },
];

afterEach(cleanup);

async function renderSection(people: readonly Person[] = []) {
  const session = { namePerson: vi.fn(), joinFaces: vi.fn(), splitFace: vi.fn() };
  const user = userEvent.setup();
  render(<PersonSection session={session} faces={faces} people={people} faceId="a" />);
  const summary = document.querySelector('summary');
  if (summary) await user.click(summary);
  return { session, user };
}

describe('person section', () => {
  it('another face of the clip is joined to the person by one click', async () => {
    const { session, user } = await renderSection();
    expect(screen.queryByRole('button', { name: /Face A/ })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Same person: Face C, 0:12.0 – 0:20.0' }));
    expect(session.joinFaces).toHaveBeenCalledExactlyOnceWith('a', 'c');
    expect(screen.getByRole('button', { name: 'Same person: Face B, on screen for 1.5 s' })).toBeTruthy();
  });

  it('a joined face is separated by another click', async () => {
    const { session, user } = await renderSection([{ faceIds: ['a', 'c'], name: null }]);
    const joinedPeople = screen.getByRole('button', { name: /Face C/ });
    expect(joinedPeople.getAttribute('aria-pressed')).toBe('true');
    await user.click(joinedPeople);
    expect(session.splitFace).toHaveBeenCalledExactlyOnceWith('c');
  });

  it('a typed name is stored and an unchanged name changes nothing', async () => {
    const { session, user } = await renderSection([{ faceIds: ['a'], name: 'Anna' }]);
    const name = screen.getByRole<HTMLInputElement>('textbox', { name: 'Name' });
    expect(name.value).toBe('Anna');
    await user.click(name);
    await user.tab();
    expect(session.namePerson).not.toHaveBeenCalled();
    await user.clear(name);
    await user.type(name, 'Anna B{Enter}');
    expect(session.namePerson).toHaveBeenLastCalledWith('a', 'Anna B');
  });
});

it('the verdict states where the voice leaves the window of the job’s face', () => {
  const placementContext = {
    face: { window: createTimeRange(1_000, 6_000) },
    otherWindows: [createTimeRange(12_000, 20_000)],
    video: { durationMs: 20_000 },
    voice: { durationMs: 8_000 },
  };
  const placement = { trimStartMs: 0, trimEndMs: 6_000, insertAtMs: 500, voiceVolume: 1, originalVolume: 0 };
  const verdict = getVerdict(placementContext, placement, null, place);
  expect(verdict.mayCreate).toBe(true);
  expect(verdict.todo).toContain(
    'It leaves this window at 0:00.5 – 0:01.0 and 0:06.0 – 0:06.5; one job moves the mouth in one window only.',
  );
  const { otherWindows: _, ...contextWithoutPeople } = placementContext;
  expect(getVerdict(contextWithoutPeople, placement, null, place).todo).not.toContain('leaves this window');
});
