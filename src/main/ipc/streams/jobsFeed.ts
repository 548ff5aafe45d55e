/** The `jobs` topic: all jobs at the start, then each job that changed. */
import type { Job } from '../../../shared/contract/status.ts';
import type { JobRunner } from '../jobs/jobRunner.ts';
import type { FeedFactory } from './topicFeed.ts';

/** `position` gives the position that the read models hold. */
export function jobsFeeds(jobs: JobRunner, position: () => number): FeedFactory<'jobs'> {
  return (_parameters, changed) => {
    const pending = new Map<string, Job>();
    const stop = jobs.onChange((changedJobs) => {
      for (const job of changedJobs) pending.set(job.jobId, job);
      changed();
    });
    const framed = (list: readonly Job[]) => {
      pending.clear();
      return { position: position(), data: { jobs: [...list] } };
    };
    return {
      snapshot: () => framed(jobs.list()),
      delta: () => (pending.size === 0 ? undefined : framed([...pending.values()])),
      // The feed keeps at most one entry per job, so there is nothing to forget.
      pause: () => undefined,
      close: stop,
    };
  };
}
