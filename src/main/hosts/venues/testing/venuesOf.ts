/** Starts the venues of a configuration, as the start of a desk does whose record is empty. */
import type { Fault } from '../../../../shared/kernel/fault.ts';
import type { Result } from '../../../../shared/kernel/result.ts';
import { nodeScheduler } from '../../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../../infra/clock/systemClock.ts';
import { parseConfiguration } from '../../../infra/configuration/loadConfiguration.ts';
import { startVenues, type StartedVenue } from '../startVenues.ts';

/** Starts no simulated venue: one of the configuration has to run already. */
export function venuesOf(
  configuration: object,
  folder: string,
): Promise<Result<readonly StartedVenue[], Fault>> {
  const parsed = parseConfiguration(JSON.stringify(configuration), folder);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return startVenues({
    folder,
    events: { async *read() {} },
    configuration: parsed.value,
    resources: '',
    startSim: () => Promise.reject(new Error('the test starts no simulated venue')),
    market: 'held',
    scheduler: nodeScheduler(),
    clock: systemClock(),
    logger: { log: () => undefined },
    onNotice: () => undefined,
    onOver: () => undefined,
  });
}
