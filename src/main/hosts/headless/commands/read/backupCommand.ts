/**
 * `desk backup`: makes a verified copy of the event store, with or without a running engine. A running engine is only
 * asked whether the caller may do that, so that a copy can be made even where the engine is in trouble.
 */
import { readableFolder, tell, tellFault, type Call } from '../../desk/call.ts';
import { whyMayNot } from '../../desk/identify.ts';
import { deskCommand } from '../commandLine.ts';
import { connectControl } from '../../../control/controlClient.ts';
import type { FaultView } from '../../../../../shared/contract/faults.ts';
import { followed } from '../../terminal/followed.ts';
import { resolve } from 'node:path';
import { nodeScheduler } from '../../../../infra/clock/nodeScheduler.ts';
import { backupEvents } from '../../../../infra/sqlite/events/backupEvents.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';

export const backupCommand = deskCommand({
  name: 'backup',
  about: 'a verified copy of the event store, while the engine runs or not',
  declare: (command) =>
    command.argument('<file>', 'the file to make; to restore, put it in an empty data folder as events.db'),
  async work(call: Call, file: string) {
    const folder = readableFolder(call);
    const target = resolve(file);
    const refused = await whyRefused(call, folder);
    if (refused !== undefined) return tellFault(call, refused);
    const copied = await followed(call.io, 'events', ({ signal, onProgress }) =>
      backupEvents({ folder, target, scheduler: nodeScheduler(), signal, onProgress }),
    );
    if (!copied.ok) return tellFault(call, copied.error);
    await tell(
      call,
      copied.value,
      `${counted(copied.value.events, 'event')} copied to ${target} and verified`,
    );
    return exitCode.done;
  },
});

/** Where no engine runs, or none can be reached, the permissions of the files decide. */
async function whyRefused(call: Call, folder: string): Promise<FaultView | undefined> {
  const engine = await connectControl(folder);
  if (engine === undefined) return undefined;
  try {
    return await whyMayNot(call, engine.api, 'configure');
  } finally {
    engine.close();
  }
}
