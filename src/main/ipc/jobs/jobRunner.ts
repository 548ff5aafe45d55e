/** Runs long work beside the engine, with progress at a bounded rate. Each job can be canceled. */
import type { Reply } from '../../../shared/contract/faults.ts';
import type { Job } from '../../../shared/contract/status.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import { formatMicros } from '../../../shared/kernel/time.ts';
import type { Timer } from '../../engine/ports.ts';
import type { BridgePorts, JobOptions, JobOutcome, JobProgress } from '../ports/servedRuntime.ts';
import { failed, replied } from '../views/faultView.ts';

/** How many jobs may run at once. Further jobs are refused. */
export const jobsRunningMax = 4;
/** How many ended jobs are kept for the windows to show. */
export const jobsEndedMax = 50;
/** Milliseconds between two reports of progress. */
export const jobProgressMs = 100;

export interface JobRequest {
  readonly kind: Job['kind'];
  readonly title: string;
  readonly unit: Job['unit'];
  readonly work: (options: JobOptions) => Promise<Result<JobOutcome, Fault>>;
}

interface Running {
  job: Job;
  readonly startedMs: number;
  readonly abort: AbortController;
  report: Timer | undefined;
}

type JobEnd = Pick<Job, 'state' | 'summary' | 'figures' | 'good'>;
type JobsListener = (jobs: readonly Job[]) => void;

export class JobRunner {
  private readonly ports: BridgePorts;
  private readonly nextId: () => string;
  private readonly running = new Map<string, Running>();
  private ended: readonly Job[] = [];
  private readonly listeners = new Set<JobsListener>();

  constructor(ports: BridgePorts, nextId: () => string) {
    this.ports = ports;
    this.nextId = nextId;
  }

  /** Starts the work and answers at once. */
  start(request: JobRequest): Reply<{ jobId: string }> {
    if (this.running.size >= jobsRunningMax) {
      return failed({
        code: 'busy',
        message: `${jobsRunningMax} jobs are running; wait for one or cancel it.`,
      });
    }
    const jobId = this.nextId();
    const { kind, title, unit } = request;
    const startedAt = formatMicros(this.ports.clock.now());
    const running: Running = {
      job: { jobId, kind, title, state: 'running', done: 0, unit, perSecond: 0, startedAt },
      startedMs: this.ports.clock.monotonicMs(),
      abort: new AbortController(),
      report: undefined,
    };
    this.running.set(jobId, running);
    this.tell(running.job);
    void this.run(running, request);
    return replied({ jobId });
  }

  /** Cancels a job; false when no such job runs. */
  cancel(jobId: string): boolean {
    const running = this.running.get(jobId);
    running?.abort.abort();
    return running !== undefined;
  }

  /** Cancels all jobs when the host ends. */
  cancelAll(): void {
    for (const { abort } of this.running.values()) abort.abort();
  }

  /** The running jobs first, then the ended ones, newest first. */
  list(): readonly Job[] {
    return [...[...this.running.values()].map(({ job }) => job), ...this.ended];
  }

  /** Calls back with each job that changed. */
  onChange(listener: JobsListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  private async run(running: Running, request: JobRequest): Promise<void> {
    const { signal } = running.abort;
    const onProgress = (progress: JobProgress): void => this.progress(running, progress);
    const end = await request.work({ onProgress, signal }).then(endOfResult, endOfError);
    // A job that was canceled too late is done.
    const canceled = signal.aborted && end.state === 'failed';
    this.end(running, canceled ? { state: 'canceled', summary: 'Canceled before it was done.' } : end);
  }

  private progress(running: Running, { done, total }: JobProgress): void {
    if (!this.running.has(running.job.jobId)) return;
    running.job = {
      ...running.job,
      done,
      ...(total !== undefined && { total }),
      perSecond: this.rate(running, done),
    };
    running.report ??= this.ports.scheduler.after(jobProgressMs, () => {
      running.report = undefined;
      this.tell(running.job);
    });
  }

  private end(running: Running, end: JobEnd): void {
    running.report?.cancel();
    // The last report may be one step behind. A job that is done is done as a whole.
    const done = end.state === 'done' ? (running.job.total ?? running.job.done) : running.job.done;
    const job = { ...running.job, done };
    const finishedAt = formatMicros(this.ports.clock.now());
    const ended: Job = { ...job, ...end, finishedAt, perSecond: this.rate(running, job.done) };
    this.running.delete(job.jobId);
    this.ended = [ended, ...this.ended].slice(0, jobsEndedMax);
    this.tell(ended);
  }

  private rate(running: Running, done: number): number {
    const elapsedMs = this.ports.clock.monotonicMs() - running.startedMs;
    return elapsedMs > 0 ? Math.round((done * 1_000) / elapsedMs) : 0;
  }

  private tell(job: Job): void {
    for (const listener of this.listeners) listener([job]);
  }
}

function endOfResult(result: Result<JobOutcome, Fault>): JobEnd {
  if (!result.ok) return { state: 'failed', summary: result.error.message, good: false };
  const { summary, figures, good } = result.value;
  return { state: 'done', summary, ...(figures !== undefined && { figures: { ...figures } }), good };
}

function endOfError(error: unknown): JobEnd {
  return {
    state: 'failed',
    summary: error instanceof Error ? error.message : String(error),
    good: false,
  };
}
