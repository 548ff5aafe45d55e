/** A whole desk on a venue whose every word a test writes; all of it is taken down at the test's end. */
import { mkdirSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import type { Actor } from '../../../../shared/kernel/ids.ts';
import type { Engine } from '../../../engine/assembly/engine.ts';
import { parseConfiguration } from '../../../infra/configuration/loadConfiguration.ts';
import { tags, type Field } from '../../../infra/venues/fix/codec/fixMessage.ts';
import { scriptedDesk } from '../../../infra/venues/fix/testing/scriptedDesk.ts';
import type { ScriptedVenue } from '../../../infra/venues/fix/testing/scriptedVenue.ts';
import { resourcesFolder } from '../../headless/desk/resourcesFolder.ts';
import { tempDesk } from '../../headless/testing/tempDesk.ts';
import { openRuntime, type Runtime, type RuntimeOptions } from '../../runtime.ts';

export const operator = 'operator:ada' as Actor;

export async function scriptedRuntime(venue: ScriptedVenue): Promise<Engine> {
  const port = await venue.listen();
  onTestFinished(() => venue.close());
  const folder = tempDesk().data;
  mkdirSync(folder);
  return (await openedRuntime(folder, scriptedDesk(port))).engine;
}

/** A runtime on this folder, without a simulated venue. */
export async function openedRuntime(
  folder: string,
  inFile: unknown,
  more: Partial<RuntimeOptions> = {},
): Promise<Runtime> {
  const configuration = parseConfiguration(JSON.stringify(inFile), folder);
  if (!configuration.ok) throw new Error(JSON.stringify(configuration.error));
  const opening = await openRuntime({
    folder,
    host: 'test',
    version: '0.0.0',
    configuration: configuration.value,
    resources: resourcesFolder,
    startSim: () => Promise.reject(new Error('no simulated venue is configured')),
    market: 'held',
    logger: { log: () => undefined },
    user: 'ada',
    ...more,
  });
  if (!opening.ok) throw new Error(opening.error.message);
  onTestFinished(() => opening.value.close('the test is over'));
  return opening.value;
}

/** A report with this ExecType and OrdStatus about an order to buy SPX. */
export const reportOf = (
  orderId: string,
  execType: string,
  more: readonly Field[] = [],
): readonly Field[] => [
  [tags.orderId, 'V-1'],
  [tags.clOrdId, orderId],
  [tags.execId, `E-${execType}`],
  [tags.execType, execType],
  [tags.ordStatus, execType],
  [tags.symbol, 'SPX'],
  [tags.side, '1'],
  ...more,
];
