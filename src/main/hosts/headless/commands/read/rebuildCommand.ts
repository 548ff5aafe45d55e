/**
 * `desk rebuild`: makes the read model anew from the events, beside the present one, and exchanges the two. The running
 * engine does it, or this process where none runs. This process then makes the reporting tables in PostgreSQL anew.
 */
import { ownFolder, tell, tellFault, type Call } from '../../desk/call.ts';
import { deskCommand, withRecordConfig } from '../commandLine.ts';
import { followed, type FollowHooks } from '../../terminal/followed.ts';
import type { FaultView } from '../../../../../shared/contract/faults.ts';
import type { Rebuilt } from '../../../../engine/readmodel/rebuildReadModel.ts';
import type { Fault } from '../../../../../shared/kernel/fault.ts';
import { err, type Result } from '../../../../../shared/kernel/result.ts';
import type { PostgresSettings } from '../../../../infra/postgres/recordAddress.ts';
import { rebuildReports } from '../../../../infra/postgres/reports/rebuildReports.ts';
import { identify } from '../../desk/identify.ts';
import { exitCode } from '../../terminal/exitCode.ts';
import { openEventsToRead } from '../../desk/readDesk.ts';
import { recordIn } from '../../desk/recordIn.ts';
import { onRunningOrElse } from '../../desk/reachDesk.ts';
import { rebuildOffline } from './rebuildOffline.ts';
import { rebuildOnline } from './rebuildOnline.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';

export const rebuildCommand = deskCommand({
  name: 'rebuild',
  about: 'make the read models anew from the events, while the engine runs or not',
  declare: withRecordConfig,
  async work(call: Call) {
    const folder = ownFolder(call);
    const record = await recordIn(call, folder, 'whose reporting tables have to be made anew');
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
    if (record === undefined) {
      await tell(call, rebuilt.value, text);
      return exitCode.done;
    }
    const reports = await followed(call.io, 'events', (hooks) => reportsAnew(folder, record, hooks));
    if (!reports.ok) return tellFault(call, reports.error);
    const inReports = `the reporting tables from ${counted(reports.value, 'event')}`;
    await tell(call, { ...rebuilt.value, reports: reports.value }, `${text}; ${inReports}`);
    return exitCode.done;
  },
});

async function reportsAnew(
  folder: string,
  settings: PostgresSettings,
  { signal, onProgress }: FollowHooks,
): Promise<Result<number, Fault>> {
  const events = openEventsToRead(folder);
  if (!events.ok) return events;
  try {
    return await rebuildReports({
      settings,
      events: events.value,
      signal,
      onProgress: (done, total) => onProgress({ done, total }),
    });
  } finally {
    await events.value.close();
  }
}
