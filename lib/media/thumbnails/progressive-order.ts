/** Returns all integers from 0 to `count - 1` in an order in which every prefix is evenly spread. */
export function progressiveOrder(count: number): number[] {
  const order = new Set<number>();
  for (let step = 2 ** Math.ceil(Math.log2(Math.max(1, count))); step >= 1; step /= 2) {
    for (let index = 0; index < count; index += step) order.add(index);
  }
  return [...order];
}
