/** Starts long work at once. Its progress comes on the `jobs` topic. */
import { basename, resolve } from 'node:path';
import type { ApiInput } from '../../../../shared/contract/api.ts';
import type { FilePurpose } from '../../../../shared/contract/engineThread.ts';
import type { Reply } from '../../../../shared/contract/faults.ts';
import { failed, faultView, replied } from '../../views/faultView.ts';
import { orderQueryOf } from '../../views/orderQueryOf.ts';
import type { CallContext, Handlers } from '../handlers.ts';
import { requestedFile, type RequestedFile } from '../requestedFile.ts';
import type { JobRequest } from '../../jobs/jobRunner.ts';
import type { OrderQuery } from '../../../engine/readmodel/orderViewStore.ts';

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

export function jobCalls(context: CallContext): Handlers<Methods> {
  const { facts, jobs, files } = context;
  const requests = jobRequests(context);
  const withFile = async (
    request: RequestedFile,
    purpose: FilePurpose,
    job: (path: string) => JobRequest,
  ): Promise<Started | Reply<{ canceled: true }>> => {
    const file = await requestedFile(request, purpose, files);
    if (!file.ok) return failed(faultView(file.error));
    return file.value === undefined ? replied({ canceled: true } as const) : jobs.start(job(file.value));
  };
  return {
    listJobs: () => replied({ jobs: [...jobs.list()] }),
    startReplay: (request) =>
      'source' in request && request.source === 'sample'
        ? jobs.start(requests.replay(facts.sampleSignals))
        : withFile(request, 'replay', requests.replay),
    startVerify: () => jobs.start(requests.verify),
    startRebuild: () => jobs.start(requests.rebuild),
    startBackup: (request) => withFile(request, 'backup', requests.backup),
    startExport: ({ range, ...file }) =>
      withFile(file, 'export', (path) => requests.exportEvents(path, range)),
    startOrderExport: ({ filter, sort, ...file }) =>
      withFile(file, 'orders', (path) => requests.exportOrders(path, orderQueryOf({ filter, sort }))),
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

/** The jobs by what they do. A name without a folder is a file of the data folder. */
function jobRequests({ runtime, facts, actor }: CallContext) {
  const inData = (path: string): string => resolve(facts.dataFolder, path);
  return {
    verify: {
      kind: 'verify',
      title: 'Verification of the chain and the read models',
      unit: 'event',
      work: (options) => runtime.verify(options),
    },
    rebuild: {
      kind: 'rebuild',
      title: 'Rebuild of the read models',
      unit: 'event',
      work: (options) => runtime.rebuild(options),
    },
    replay: (path: string) => ({
      kind: 'replay',
      title: `Replay of ${basename(path)}`,
      unit: 'signal',
      work: (options) => runtime.replay(path, { ...options, actor }),
    }),
    backup: (path: string) => ({
      kind: 'backup',
      title: `Backup to ${basename(path)}`,
      unit: 'event',
      work: (options) => runtime.backup(inData(path), options),
    }),
    exportEvents: (path: string, range: ApiInput<'startExport'>['range']) => ({
      kind: 'export',
      title: `Export to ${basename(path)}`,
      unit: 'event',
      work: (options) => runtime.exportEvents(inData(path), range, options),
    }),
    exportOrders: (path: string, query: OrderQuery) => ({
      kind: 'orderExport',
      title: `Export of orders to ${basename(path)}`,
      unit: 'order',
      work: (options) => runtime.exportOrders(inData(path), query, options),
    }),
  } satisfies Readonly<Record<string, JobRequest | ((path: string, ...asked: never[]) => JobRequest)>>;
}
