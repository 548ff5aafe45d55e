/** Long work: its progress, its rate and its result. */
import type { Job } from '../../../shared/contract/status.ts';
import { clockTime } from '../../format/times.ts';
import { jobLook, jobProgress, jobSummary } from '../../model/desk/jobLook.ts';
import { replayRefusals } from '../../model/events/replayRefusals.ts';
import { announced, cancelJob } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useJobs } from '../../store/notices/jobsStore.ts';
import { showAudit } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { Progress } from '../../ui/display/Progress.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';

export function Jobs() {
  const jobs = useJobs((store) => store.jobs);
  return (
    <Panel title="Jobs" className="jobs" testId="jobs">
      {jobs.length === 0 ? (
        <Notice
          kind="empty"
          title="No job yet"
          text="Replays, verifications, rebuilds, backups and exports show up here with their progress and result."
        />
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

function JobLine({ job }: { readonly job: Job }) {
  const disabledReason = useWhyNoCommand('cancel');
  const look = jobLook(job);
  const progress = jobProgress(job);
  const refusals = replayRefusals(job);
  const running = job.state === 'running';
  return (
    <li className="job" data-job-id={job.jobId} data-kind={job.kind} data-state={job.state}>
      <div className="job-head">
        <b className="wrapped">{job.title}</b>
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
      {progress !== '' && <p className="dim">{progress}</p>}
      {job.summary !== undefined && <p className="wrapped">{jobSummary(job)}</p>}
      {refusals !== undefined && (
        <div className="buttons">
          <Button
            onPress={() => {
              showAudit(refusals);
            }}
          >
            Show the refusals
          </Button>
        </div>
      )}
    </li>
  );
}
