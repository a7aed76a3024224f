import { expect, test } from 'vitest';
import { createWorkQueue } from '@/lib/simulator/work-queue';

test('a queue does one piece after the other, in the order that they came, and goes on where one fails', async () => {
  const queue = createWorkQueue(10);
  const order: string[] = [];
  const work = (name: string) => async () => {
    order.push(`${name} begins`);
    await new Promise(setImmediate);
    order.push(`${name} ends`);
    if (name === 'b') throw new Error(name);
    return name;
  };
  const done = await Promise.allSettled(['a', 'b', 'c'].map((name) => queue.run(work(name))));
  expect(done.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual(['a', 'failed', 'c']);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

test('a queue that is full turns work away, unbegun, until something has ended', async () => {
  const queue = createWorkQueue(2);
  const { promise, resolve } = Promise.withResolvers<void>();
  const [first, second] = [queue.run(() => promise), queue.run(async () => 'second')];
  expect(queue.run(() => Promise.reject(new Error('begun')))).toBeNull();
  resolve();
  await first;
  expect(await second).toBe('second');
  expect(await queue.run(async () => 'third')).toBe('third');
});
