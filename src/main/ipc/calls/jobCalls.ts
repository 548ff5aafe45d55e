/** Long work: it starts at once, and its progress comes on the `jobs` topic. */
import { basename } from 'node:path';
import { failed, replied } from '../views/faultView.ts';
import type { CallContext, Handlers } from './handlers.ts';

type Methods = 'startReplay' | 'startVerify' | 'cancelJob';

export function jobCalls({ runtime, jobs }: CallContext): Handlers<Methods> {
  return {
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
