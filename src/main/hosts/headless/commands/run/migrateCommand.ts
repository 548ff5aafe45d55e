/** `desk migrate`: moves the events between the data folder and PostgreSQL, while no engine runs. */
import { ownFolder, tell, tellFault, type Call } from '../../desk/call.ts';
import { configurationOf } from '../../desk/openDesk.ts';
import { exitCode, UsageError } from '../../terminal/exitCode.ts';
import { followed } from '../../terminal/followed.ts';
import { deskCommand, oneOf, withConfig } from '../commandLine.ts';
import { counted } from '../../../../../shared/kernel/counted.ts';
import { nodeScheduler } from '../../../../infra/clock/nodeScheduler.ts';
import { systemClock } from '../../../../infra/clock/systemClock.ts';
import { moveRecord, type MoveTarget } from '../../../../infra/postgres/moveRecord.ts';

const targets = ['postgres', 'sqlite'] as const satisfies readonly MoveTarget[];

const next: Readonly<Record<MoveTarget, string>> = {
  postgres: 'the engine starts on it now, and the data folder keeps the copy',
  sqlite:
    'take "store" out of the configuration before the next start, and let no other desk start on the database',
};

export const migrateCommand = deskCommand({
  name: 'migrate',
  about: 'move the events between the data folder and PostgreSQL, with their positions and hashes',
  help: '\nThe configuration names the database (store). The same command goes on with a move that was cut short.',
  declare: (command) =>
    withConfig(command).requiredOption(
      '--to <place>',
      'postgres or sqlite (the data folder alone)',
      oneOf(targets),
    ),
  async work(call: Call, { to }: { readonly to: MoveTarget }) {
    const folder = ownFolder(call);
    const { configuration, source } = await configurationOf(call.config, folder);
    const { store } = configuration;
    if (store.kind !== 'postgres') {
      throw new UsageError(
        `${source.file} names no database: expected "store": { "kind": "postgres", "url": … }`,
      );
    }
    const moved = await followed(call.io, 'steps', ({ signal, onProgress }) =>
      moveRecord(to, {
        folder,
        settings: store.postgres,
        owner: call.host,
        clock: systemClock(),
        scheduler: nodeScheduler(),
        signal,
        onProgress: (done, total) => onProgress({ done, total }),
      }),
    );
    if (!moved.ok) return tellFault(call, moved.error);
    const { head, moved: events } = moved.value;
    const sentence = `${counted(events, 'event')} moved, ${counted(head.position, 'event')} verified on both sides, head ${head.hash}; ${next[to]}`;
    await tell(call, { type: 'migrated', to, moved: events, ...head }, sentence);
    return exitCode.done;
  },
});
