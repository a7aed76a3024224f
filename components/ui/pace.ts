/** How often what happens is acted upon: a pointer, a clock or a drag is heard more often than anything needs to be shown. */

export interface Pace {
  /** Wishes for `work`; of several before its turn, only the last is done. */
  ask(work: () => void): void;
  /** Does now what waits. */
  flush(): void;
  /** Forgets what waits. */
  drop(): void;
}

/** Once a frame, just before it is drawn. */
export function oncePerFrame(): Pace {
  let wanted: (() => void) | null = null;
  let frame = 0;
  const take = () => {
    const work = wanted;
    wanted = null;
    work?.();
  };
  return {
    ask: (work) => {
      const isFirst = wanted === null;
      wanted = work;
      if (isFirst) frame = requestAnimationFrame(take);
    },
    flush: () => {
      cancelAnimationFrame(frame);
      take();
    },
    drop: () => {
      cancelAnimationFrame(frame);
      wanted = null;
    },
  };
}

/** Once nothing has been wished for in this long. */
export function onceAtRest(ms: number): Pace {
  let wanted: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let askedAt = 0;
  const take = () => {
    clearTimeout(timer);
    timer = undefined;
    const work = wanted;
    wanted = null;
    work?.();
  };
  // A timer set anew with every wish would cost more than the wish: the one that runs looks how long it has been.
  const look = () => {
    const leftMs = askedAt + ms - performance.now();
    if (leftMs > 0) timer = setTimeout(look, leftMs);
    else take();
  };
  return {
    ask: (work) => {
      wanted = work;
      askedAt = performance.now();
      timer ??= setTimeout(look, ms);
    },
    flush: take,
    drop: () => {
      clearTimeout(timer);
      timer = undefined;
      wanted = null;
    },
  };
}

/** At once, and then at most every so many milliseconds; the last wish is never missed. */
export function atMostEvery(ms: number): Pace {
  let wanted: (() => void) | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const take = () => {
    timer = undefined;
    const work = wanted;
    if (work === null) return;
    wanted = null;
    timer = setTimeout(take, ms);
    work();
  };
  return {
    ask: (work) => {
      wanted = work;
      if (timer === undefined) take();
    },
    flush: () => {
      clearTimeout(timer);
      take();
    },
    drop: () => {
      clearTimeout(timer);
      timer = undefined;
      wanted = null;
    },
  };
}
