import { describe, expect, it } from 'vitest';
import { createBill } from '@/lib/simulator/bill';
import { memoryState } from '../../setup/practice';

describe("the simulator's bill", () => {
  it('is empty at first', async () => {
    expect(await createBill(memoryState()).totalMilliPtc()).toBe(0);
  });

  it('adds up the prices of the specification', async () => {
    const bill = createBill(memoryState());
    await bill.charge('upload');
    await bill.charge('identify');
    await bill.charge('create');
    expect(await bill.totalMilliPtc()).toBe(1 + 7 + 70);
  });

  it('survives the process', async () => {
    const state = memoryState();
    await createBill(state).charge('create');
    const later = createBill(state);
    await later.charge('identify');
    expect(await createBill(state).totalMilliPtc()).toBe(77);
  });

  it('loses no charge when many come at once, in several processes', async () => {
    const state = memoryState();
    const bills = [createBill(state), createBill(state), createBill(state)];
    await Promise.all(Array.from({ length: 60 }, (_, index) => bills[index % bills.length]?.charge('identify')));
    expect(await bills[0]?.totalMilliPtc()).toBe(60 * 7);
    expect(await createBill(state).totalMilliPtc()).toBe(60 * 7);
  });

  it('is not stopped by a charge that could not be written down', async () => {
    const state = memoryState();
    let isBroken = true;
    const bill = createBill({
      ...state,
      insert: (key, value) => (isBroken ? Promise.reject(new Error('disk full')) : state.insert(key, value)),
    });
    await expect(bill.charge('create')).rejects.toThrow('disk full');
    isBroken = false;
    await bill.charge('create');
    expect(await bill.totalMilliPtc()).toBe(70);
  });
});
