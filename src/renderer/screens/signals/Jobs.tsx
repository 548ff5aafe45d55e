/** Long-running work: how far it is, how fast, and what came of it. */
import type { Job } from '../../../shared/contract/status.ts';
import { groupInteger } from '../../format/decimals.ts';
import { clockTime } from '../../format/times.ts';
import { announced, cancelJob } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/entryGate.ts';
import { useJobs } from '../../store/jobsStore.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { StateWord } from '../../ui/StateWord.tsx';

export function Jobs() {
  const jobs = useJobs((store) => store.jobs);
  return (
    <Panel title="Jobs" className="jobs" testId="jobs">
      {jobs.length === 0 ? (
        <Notice kind="empty" title="No job yet">
          <p>Replays, verifications, rebuilds and backups show up here with their progress and result.</p>
        </Notice>
      ) : (
        <ul className="job-list">
          {jobs.map((job) => (
            <JobLine key={job.jobId} job={job} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function stateLook(job: Job): {
  readonly word: string;
  readonly glyph: 'dashed' | 'check' | 'warning' | 'cross';
  readonly tone: 'wait' | 'ok' | 'bad' | 'off';
} {
  if (job.state === 'running') return { word: 'Running', glyph: 'dashed', tone: 'wait' };
  if (job.state === 'canceled') return { word: 'Canceled', glyph: 'cross', tone: 'off' };
  if (job.state === 'failed') return { word: 'Failed', glyph: 'warning', tone: 'bad' };
  return job.good === false
    ? { word: 'Done: not good', glyph: 'warning', tone: 'bad' }
    : { word: 'Done', glyph: 'check', tone: 'ok' };
}

function JobLine({ job }: { readonly job: Job }) {
  const disabledReason = useWhyNoCommand();
  const look = stateLook(job);
  const running = job.state === 'running';
  return (
    <li className="job" data-job-id={job.jobId} data-kind={job.kind} data-state={job.state}>
      <div className="job-head">
        <b>{job.title}</b>
        <StateWord glyph={look.glyph} tone={look.tone}>
          {look.word}
        </StateWord>
        <span className="grow" />
        <span className="mono dim">
          {clockTime(job.startedAt).slice(0, 8)}
          {job.finishedAt !== undefined && ` to ${clockTime(job.finishedAt).slice(0, 8)}`}
        </span>
        {running && (
          <Button
            disabledReason={disabledReason}
            onPress={() => {
              announced(cancelJob(job.jobId));
            }}
          >
            Cancel
          </Button>
        )}
      </div>
      {running && <Progress label={job.title} done={job.done} total={job.total} />}
      <p className="dim">
        {groupInteger(job.done)}
        {job.total !== undefined && ` of ${groupInteger(job.total)}`} {job.unit} ·{' '}
        {groupInteger(job.perSecond)}/s
      </p>
      {job.summary !== undefined && <p>{job.summary}</p>}
    </li>
  );
}
