/** Long-running work, newest first. */
import { create } from 'zustand';
import type { Job } from '../../shared/contract/status.ts';

interface JobsStore {
  readonly jobs: readonly Job[];
}

export const useJobs = create<JobsStore>(() => ({ jobs: [] }));

export function takeJobs(jobs: readonly Job[]): void {
  useJobs.setState({ jobs: newestFirst(jobs) });
}

export function takeChangedJobs(changed: readonly Job[]): void {
  useJobs.setState((state) => {
    const byId = new Map(state.jobs.map((job) => [job.jobId, job]));
    for (const job of changed) byId.set(job.jobId, job);
    return { jobs: newestFirst([...byId.values()]) };
  });
}

function newestFirst(jobs: readonly Job[]): readonly Job[] {
  return jobs.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}
