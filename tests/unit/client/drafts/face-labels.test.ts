import { set } from 'idb-keyval';
import { describe, expect, it } from 'vitest';
import { createFaceLabels } from '@/lib/client/drafts/face-labels';
import { createTimeRange } from '@/lib/domain/time';
import { memoryStore } from './memory-store';

const anna = { windows: [createTimeRange(0, 8_000), createTimeRange(9_500, 19_500)], name: 'Anna' };
const ben = { windows: [createTimeRange(2_000, 12_000)], name: 'Ben' };

function setup() {
  const store = memoryStore();
  return { store, memory: createFaceLabels(() => store) };
}

describe('face labels', () => {
  it('recall returns the labels of the same clip only, also from another instance', async () => {
    const { store, memory: faceLabels } = setup();
    await faceLabels.save('clip 1', [anna]);
    await faceLabels.save('clip 2', [ben]);
    const later = createFaceLabels(() => store);
    expect(await later.load('clip 1')).toEqual([anna]);
    expect(await later.load('clip 3')).toEqual([]);
  });

  it('remember replaces earlier labels, and an empty list removes them', async () => {
    const { memory: faceLabels } = setup();
    await faceLabels.save('clip 1', [anna]);
    await faceLabels.save('clip 1', [anna, ben]);
    expect(await faceLabels.load('clip 1')).toEqual([anna, ben]);
    await faceLabels.save('clip 1', []);
    expect(await faceLabels.load('clip 1')).toEqual([]);
  });

  it('remember keeps fifty clips and drops the oldest', async () => {
    const { memory: faceLabels } = setup();
    for (let clip = 0; clip < 50; clip += 1) await faceLabels.save(`clip ${clip}`, [anna]);
    await faceLabels.save('clip 0', [ben]);
    await faceLabels.save('clip 50', [ben]);
    expect(await faceLabels.load('clip 0')).toEqual([ben]);
    expect(await faceLabels.load('clip 1')).toEqual([]);
    expect(await faceLabels.load('clip 2')).toEqual([anna]);
  });

  it('recall skips entries with another shape', async () => {
    const { store, memory: faceLabels } = setup();
    const backwards = { clip: 'clip 2', people: [{ windows: [{ startMs: 9, endMs: 1 }], name: 'Anna' }] };
    await set('people', [backwards, { clip: 'clip 3' }, { clip: 'clip 1', people: [anna] }], store);
    expect(await faceLabels.load('clip 1')).toEqual([anna]);
    expect(await faceLabels.load('clip 2')).toEqual([]);
    expect(await faceLabels.load('clip 3')).toEqual([]);
    await set('people', 'nonsense', store);
    expect(await faceLabels.load('clip 1')).toEqual([]);
    await faceLabels.save('clip 1', [ben]);
    expect(await faceLabels.load('clip 1')).toEqual([ben]);
  });
});
