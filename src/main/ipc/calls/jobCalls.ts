/** Long work: it starts at once, and its progress comes on the `jobs` topic. */
import { basename, resolve } from 'node:path';
import { failed, replied } from '../views/faultView.ts';
import type { CallContext, Handlers } from './handlers.ts';

type Methods = 'listJobs' | 'startReplay' | 'startVerify' | 'startRebuild' | 'startBackup' | 'cancelJob';

export function jobCalls({ runtime, facts, jobs }: CallContext): Handlers<Methods> {
  return {
    listJobs: () => replied({ jobs: [...jobs.list()] }),
    startReplay: ({ path }) =>
      jobs.start({
        kind: 'replay',
        title: `Replay of ${basename(path)}`,
        unit: 'signals',
        work: (options) => runtime.replay(path, options),
      }),
    startVerify: () =>
      jobs.start({
        kind: 'verify',
        title: 'Verification of the chain and the read models',
        unit: 'events',
        work: (options) => runtime.verify(options),
      }),
    startRebuild: () =>
      jobs.start({
        kind: 'rebuild',
        title: 'Rebuild of the read models',
        unit: 'events',
        work: (options) => runtime.rebuild(options),
      }),
    // A name alone is a file of the data folder.
    startBackup: ({ path }) =>
      jobs.start({
        kind: 'backup',
        title: `Backup to ${basename(path)}`,
        unit: 'parts',
        work: (options) => runtime.backup(resolve(facts.dataFolder, path), options),
      }),
    cancelJob: ({ jobId }) => {
      if (jobs.cancel(jobId)) return replied({});
      return failed({
        code: 'job_unknown',
        message: `There is no running job ${jobId}.`,
        details: { jobId },
      });
    },
  };
}
