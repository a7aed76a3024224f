import { describe, expect, it } from 'vitest';
import { classifyFiles } from '@/lib/media/probe/classify-files';

const file = (name: string, type = '') => new File(['x'], name, { type });

describe('classifyFiles', () => {
  it.each([
    ['talk.mp4', 'video/mp4', 'clip'],
    ['IMG_0001.MOV', '', 'clip'],
    ['take 3.m4a', 'audio/x-m4a', 'voice'],
    ['take 3.M4A', '', 'voice'],
    ['memo.ogg', 'video/ogg', 'voice'],
    ['voice.mp3', '', 'voice'],
    ['talk.mp4', 'audio/mp4', 'clip'],
    ['notes.txt', 'text/plain', 'clip'],
  ])('classifyFiles treats %s (%s) as the %s', (name, type, kind) => {
    const { clip, voice } = classifyFiles([file(name, type)]);
    expect(kind === 'clip' ? clip?.name : voice?.name).toBe(name);
    expect(kind === 'clip' ? voice : clip).toBeNull();
  });

  it('classifyFiles with `only` treats every file as that kind', () => {
    expect(classifyFiles([file('talk.mp4', 'video/mp4')], 'voice')).toMatchObject({ clip: null, voice: { name: 'talk.mp4' } });
    expect(classifyFiles([file('voice.mp3', 'audio/mpeg')], 'clip')).toMatchObject({ clip: { name: 'voice.mp3' }, voice: null });
  });

  it('classifyFiles returns the files beyond one clip and one voice', () => {
    const { leftOut } = classifyFiles([file('a.mp4'), file('b.mp4'), file('c.mp3'), file('d.mp3')]);
    expect(leftOut.map(({ name }) => name)).toEqual(['b.mp4', 'd.mp3']);
  });
});
