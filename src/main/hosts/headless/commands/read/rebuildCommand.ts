/**
 * `desk rebuild`: makes the read model anew from the events, beside the present one, and exchanges the two. The running
 * engine does it, or this process where none runs.
 */
import { ownFolder, tell, tellFault, type Call } from '../../desk/call.ts';
import { deskCommand } from '../commandLine.ts';
import { followed } from '../../terminal/followed.ts';
import type { FaultView } from '../../../../../shared/contract/faults.ts';
import type { Rebuilt } from '../../../../engine/readmodel/rebuildReadModel.ts';
import { err } from '../../../../../shared/kernel/result.ts';
import { identify } from '../../desk/identify.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { onRunningOrElse } from '../../desk/reachDesk.ts';
import { rebuildOffline } from './rebuildOffline.ts';
import { rebuildOnline } from './rebuildOnline.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';

export const rebuildCommand = deskCommand({
  name: 'rebuild',
  about: 'make the read models anew from the events, while the engine runs or not',
  async work(call: Call) {
    const folder = ownFolder(call);
    const rebuilt = await followed(call.io, 'events', (hooks) =>
      onRunningOrElse<Rebuilt, FaultView>(
        folder,
        async (desk) => {
          const refused = await identify(call, desk.api);
          const done = refused === undefined ? await rebuildOnline(desk.api, hooks) : err(refused);
          await desk.close();
          return done;
        },
        () => rebuildOffline(folder, hooks),
      ),
    );
    if (!rebuilt.ok) return tellFault(call, rebuilt.error);
    const { events, orders, elapsedMs } = rebuilt.value;
    const text = `${counted(orders, 'order')} from ${counted(events, 'event')} in ${(elapsedMs / 1_000).toFixed(2)} s`;
    await tell(call, rebuilt.value, text);
    return exitCode.done;
  },
});
