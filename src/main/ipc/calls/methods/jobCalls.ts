/** Starts long work at once. Its progress comes on the `jobs` topic. */
import { basename, resolve } from 'node:path';
import type { FilePurpose } from '../../../../shared/contract/engineThread.ts';
import type { Reply } from '../../../../shared/contract/faults.ts';
import { failed, faultView, replied } from '../../views/faultView.ts';
import { orderQueryOf } from '../../views/orderQueryOf.ts';
import type { CallContext, Handlers } from '../handlers.ts';
import { requestedFile, type RequestedFile } from '../requestedFile.ts';

type Methods =
  | 'listJobs'
  | 'startReplay'
  | 'startVerify'
  | 'startRebuild'
  | 'startBackup'
  | 'startExport'
  | 'startOrderExport'
  | 'cancelJob';

type Started = Reply<{ jobId: string }>;

export function jobCalls({ runtime, facts, jobs, files, actor }: CallContext): Handlers<Methods> {
  const withFile = async (
    request: RequestedFile,
    purpose: FilePurpose,
    start: (path: string) => Started,
  ): Promise<Started | Reply<{ canceled: true }>> => {
    const file = await requestedFile(request, purpose, files);
    if (!file.ok) return failed(faultView(file.error));
    return file.value === undefined ? replied({ canceled: true } as const) : start(file.value);
  };
  const replay = (path: string): Started =>
    jobs.start({
      kind: 'replay',
      title: `Replay of ${basename(path)}`,
      unit: 'signal',
      work: (options) => runtime.replay(path, { ...options, actor }),
    });
  const backup = (path: string): Started =>
    jobs.start({
      kind: 'backup',
      title: `Backup to ${basename(path)}`,
      unit: 'event',
      // A name without a folder is a file of the data folder.
      work: (options) => runtime.backup(resolve(facts.dataFolder, path), options),
    });
  return {
    listJobs: () => replied({ jobs: [...jobs.list()] }),
    startReplay: (request) =>
      'source' in request && request.source === 'sample'
        ? replay(facts.sampleSignals)
        : withFile(request, 'replay', replay),
    startVerify: () =>
      jobs.start({
        kind: 'verify',
        title: 'Verification of the chain and the read models',
        unit: 'event',
        work: (options) => runtime.verify(options),
      }),
    startRebuild: () =>
      jobs.start({
        kind: 'rebuild',
        title: 'Rebuild of the read models',
        unit: 'event',
        work: (options) => runtime.rebuild(options),
      }),
    startBackup: (request) => withFile(request, 'backup', backup),
    startExport: ({ range, ...request }) =>
      withFile(request, 'export', (path) =>
        jobs.start({
          kind: 'export',
          title: `Export to ${basename(path)}`,
          unit: 'event',
          work: (options) => runtime.exportEvents(resolve(facts.dataFolder, path), range, options),
        }),
      ),
    startOrderExport: ({ filter, sort, ...file }) =>
      withFile(file, 'orders', (path) =>
        jobs.start({
          kind: 'orderExport',
          title: `Export of orders to ${basename(path)}`,
          unit: 'order',
          work: (options) =>
            runtime.exportOrders(resolve(facts.dataFolder, path), orderQueryOf({ filter, sort }), options),
        }),
      ),
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
