/** The seed of a test that draws at random: printed, and taken from BREAKWATER_SEED to repeat a run. */
import { randomInt } from 'node:crypto';

export function testSeed(what: string): number {
  const seed = Number(process.env['BREAKWATER_SEED'] ?? randomInt(1_000_000_000));
  process.stdout.write(`${what}: seed ${seed} (BREAKWATER_SEED=${seed} repeats it)\n`);
  return seed;
}
