/** `desk backup`: makes a verified copy of the event store, with or without a running engine. */
import { readableFolder, tell, tellFault, type Call } from '../../desk/call.ts';
import { deskCommand } from '../commandLine.ts';
import { followed } from '../../terminal/followed.ts';
import { resolve } from 'node:path';
import { nodeScheduler } from '../../../../infra/clock/nodeScheduler.ts';
import { backupEvents } from '../../../../infra/sqlite/events/backupEvents.ts';
import { exitCode } from '../../terminal/exitCode.ts';

export const backupCommand = deskCommand({
  name: 'backup',
  about: 'a verified copy of the event store, while the engine runs or not',
  declare: (command) =>
    command.argument('<file>', 'the file to make; to restore, put it in an empty data folder as events.db'),
  async work(call: Call, file: string) {
    const folder = readableFolder(call);
    const target = resolve(file);
    const copied = await followed(call.io, 'events', ({ signal, onProgress }) =>
      backupEvents({ folder, target, scheduler: nodeScheduler(), signal, onProgress }),
    );
    if (!copied.ok) return tellFault(call, copied.error);
    await tell(call, copied.value, `${copied.value.events} events copied to ${target} and verified`);
    return exitCode.done;
  },
});
