import { describe, expect, it } from 'vitest';
import { createBilling } from '@/lib/simulator/billing';
import { createMemoryState } from '../../setup/app/practice-app';

describe("the simulator's bill", () => {
  it('billing starts at 0', async () => {
    expect(await createBilling(createMemoryState()).totalMilliPtc()).toBe(0);
  });

  it('adds up the prices of the specification', async () => {
    const bill = createBilling(createMemoryState());
    await bill.addCharge('upload');
    await bill.addCharge('identify');
    await bill.addCharge('create');
    expect(await bill.totalMilliPtc()).toBe(1 + 7 + 70);
  });

  it('survives the process', async () => {
    const state = createMemoryState();
    await createBilling(state).addCharge('create');
    const later = createBilling(state);
    await later.addCharge('identify');
    expect(await createBilling(state).totalMilliPtc()).toBe(77);
  });

  it('loses no charge when many come at once, in several processes', async () => {
    const state = createMemoryState();
    const bills = [createBilling(state), createBilling(state), createBilling(state)];
    await Promise.all(Array.from({ length: 60 }, (_, index) => bills[index % bills.length]?.addCharge('identify')));
    expect(await bills[0]?.totalMilliPtc()).toBe(60 * 7);
    expect(await createBilling(state).totalMilliPtc()).toBe(60 * 7);
  });

  it('billing continues after a charge that could not be stored', async () => {
    const state = createMemoryState();
    let isBroken = true;
    const bill = createBilling({
      ...state,
      insert: (key, value) => (isBroken ? Promise.reject(new Error('disk full')) : state.insert(key, value)),
    });
    await expect(bill.addCharge('create')).rejects.toThrow('disk full');
    isBroken = false;
    await bill.addCharge('create');
    expect(await bill.totalMilliPtc()).toBe(70);
  });
});
