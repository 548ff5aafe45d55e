/** Long-running work, newest first. */
import { create } from 'zustand';
import type { Job } from '../../../shared/contract/status.ts';
import { jobLook, jobSummary } from '../../model/desk/jobLook.ts';
import { replayRefusals } from '../../model/events/replayRefusals.ts';
import { sentence } from '../../format/sentence.ts';
import { notify, type NoticeLead } from './noticesStore.ts';
import { showAudit, showScreen } from '../window/uiStore.ts';

interface JobsStore {
  readonly jobs: readonly Job[];
  /** False until the engine has sent the jobs for the first time. */
  readonly loaded: boolean;
}

export const useJobs = create<JobsStore>(() => ({ jobs: [], loaded: false }));

export function takeJobs(jobs: readonly Job[]): void {
  const before = useJobs.getState().loaded ? useJobs.getState().jobs : undefined;
  useJobs.setState({ jobs: newestFirst(jobs), loaded: true });
  tellEnded(before, jobs);
}

export function takeChangedJobs(changed: readonly Job[]): void {
  const before = useJobs.getState().jobs;
  const byId = new Map(before.map((job) => [job.jobId, job]));
  for (const job of changed) byId.set(job.jobId, job);
  useJobs.setState({ jobs: newestFirst([...byId.values()]) });
  tellEnded(before, changed);
}

/** Tells that a job has started, unless the job has ended already. */
export function tellStarted(jobId: string, started: string): void {
  const job = useJobs.getState().jobs.find((one) => one.jobId === jobId);
  if (job === undefined || job.state === 'running') notify('ok', started, { about: jobId });
}

/**
 * Jobs that have ended since `before`. None while `before` is undefined: those jobs ended before the window knew of
 * any.
 */
export function endedJobs(before: readonly Job[] | undefined, now: readonly Job[]): readonly Job[] {
  if (before === undefined) return [];
  const ended = new Set(before.filter(({ state }) => state !== 'running').map(({ jobId }) => jobId));
  return now.filter(({ jobId, state }) => state !== 'running' && !ended.has(jobId));
}

/** Tells the end of jobs on every screen, not only beside the list of jobs. */
function tellEnded(before: readonly Job[] | undefined, now: readonly Job[]): void {
  for (const job of endedJobs(before, now)) {
    const { word, tone } = jobLook(job);
    const summary = jobSummary(job);
    const said = `${job.title}: ${word.toLowerCase()}${summary === undefined ? '' : `. ${sentence(summary)}`}`;
    const lead = leadOf(job, tone === 'bad');
    notify(tone === 'ok' || tone === 'bad' ? tone : 'warn', said, {
      about: job.jobId,
      ...(lead !== undefined && { lead }),
    });
  }
}

function leadOf(job: Job, isBad: boolean): NoticeLead | undefined {
  const refusals = replayRefusals(job);
  if (refusals !== undefined) {
    return {
      label: 'Show the refusals',
      go: () => {
        showAudit(refusals);
      },
    };
  }
  if (!isBad) return undefined;
  return {
    label: 'Show the job',
    go: () => {
      showScreen('signals');
    },
  };
}

function newestFirst(jobs: readonly Job[]): readonly Job[] {
  return jobs.toSorted((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
}
