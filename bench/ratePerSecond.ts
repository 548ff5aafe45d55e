/** This share of the time goes before the timed part: the figure is not the compiler's. */
const warmUpShare = 1 / 3;

/** Repeats the work for that long, and gives how much of it was done in a second. */
export async function ratePerSecond(work: () => Promise<number> | number, runMs: number): Promise<number> {
  const warmUntilMs = performance.now() + runMs * warmUpShare;
  while (performance.now() < warmUntilMs) await work();
  const startedMs = performance.now();
  let done = 0;
  while (performance.now() - startedMs < runMs) done += await work();
  return (done / (performance.now() - startedMs)) * 1000;
}
