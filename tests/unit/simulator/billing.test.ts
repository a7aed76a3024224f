import { describe, expect, it } from 'vitest';
import { createBilling } from '@/lib/simulator/billing';
import { createMemoryState } from '../../setup/app/practice-app';

describe("the simulator's bill", () => {
  it('billing starts at 0', async () => {
    expect(await createBilling(createMemoryState()).totalMilliPtc()).toBe(0);
  });

  it('adds up the prices of the specification', async () => {
    const billing = createBilling(createMemoryState());
    await billing.addCharge('upload');
    await billing.addCharge('identify');
    await billing.addCharge('create');
    expect(await billing.totalMilliPtc()).toBe(1 + 7 + 70);
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
    const billings = [createBilling(state), createBilling(state), createBilling(state)];
    await Promise.all(Array.from({ length: 60 }, (_, index) => billings[index % billings.length]?.addCharge('identify')));
    expect(await billings[0]?.totalMilliPtc()).toBe(60 * 7);
    expect(await createBilling(state).totalMilliPtc()).toBe(60 * 7);
  });

  it('billing continues after a charge that could not be stored', async () => {
    const state = createMemoryState();
    let isBroken = true;
    const billing = createBilling({
      ...state,
      insert: (key, value) => (isBroken ? Promise.reject(new Error('disk full')) : state.insert(key, value)),
    });
    await expect(billing.addCharge('create')).rejects.toThrow('disk full');
    isBroken = false;
    await billing.addCharge('create');
    expect(await billing.totalMilliPtc()).toBe(70);
  });
});
