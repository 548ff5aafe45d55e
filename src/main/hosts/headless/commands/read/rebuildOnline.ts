/** Asks the engine that runs on a data folder to rebuild its read model, and waits for the end. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Api } from '../../../../../shared/contract/api.ts';
import type { FaultView } from '../../../../../shared/contract/faults.ts';
import type { Job } from '../../../../../shared/contract/status.ts';
import { err, ok, type Result } from '../../../../../shared/kernel/result.ts';
import type { RebuildHooks, Rebuilt } from '../../../../engine/readmodel/rebuildReadModel.ts';

const pollMs = 200;

/** Faults: `canceled`, `rebuild_failed`, and those of the control channel. */
export async function rebuildOnline(
  api: Pick<Api, 'startRebuild' | 'listJobs' | 'cancelJob'>,
  hooks: RebuildHooks,
): Promise<Result<Rebuilt, FaultView>> {
  const started = await api.startRebuild({});
  if (!started.ok) return err(started.fault);
  const { jobId } = started.value;
  let canceling = false;
  for (;;) {
    const listed = await api.listJobs({});
    if (!listed.ok) return err(listed.fault);
    const job = listed.value.jobs.find((one) => one.jobId === jobId);
    if (job === undefined) return err({ code: 'job_unknown', message: `the engine knows no job ${jobId}` });
    if (job.state !== 'running') return endOf(job);
    const { done, total = done, perSecond } = job;
    hooks.onProgress?.({ done, total, perSecond });
    if (hooks.signal?.aborted === true && !canceling) {
      canceling = true;
      await api.cancelJob({ jobId });
    }
    await delay(pollMs);
  }
}

function endOf({ state, summary = '', figures }: Job): Result<Rebuilt, FaultView> {
  switch (state) {
    case 'canceled':
      return err({ code: 'canceled', message: 'canceled; the read model is as it was' });
    case 'failed':
      return err({ code: 'rebuild_failed', message: summary });
    default: {
      const { events = 0, orders = 0, elapsedMs = 0 } = figures ?? {};
      return ok({ events, orders, elapsedMs });
    }
  }
}
