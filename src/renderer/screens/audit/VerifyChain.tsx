/** Proves that nobody changed, removed or inserted a stored event. */
import { useState } from 'react';
import type { Job } from '../../../shared/contract/status.ts';
import { clockTime, timesZone } from '../../format/times.ts';
import { jobLook, jobProgress, jobSummary } from '../../model/desk/jobLook.ts';
import type { AuditFilter } from '../../model/events/auditFilter.ts';
import { announced, cancelJob, startVerify } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useJobs } from '../../store/notices/jobsStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Progress } from '../../ui/display/Progress.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { ExportDialog } from './ExportDialog.tsx';

const lastVerification = (store: { readonly jobs: readonly Job[] }): Job | undefined =>
  store.jobs.find(({ kind }) => kind === 'verify');

export function VerifyChain({ filter }: { readonly filter: AuditFilter }) {
  const [exporting, setExporting] = useState(false);
  const job = useJobs(lastVerification);
  const running = job?.state === 'running';
  const disabledReason = useWhyNoCommand('view') ?? (running ? 'A verification is under way' : undefined);
  return (
    <output className="verify">
      {job !== undefined && running && (
        <>
          <Progress label={job.title} done={job.done} total={job.total} />
          <span className="n">{jobProgress(job)}</span>
          <Button
            onPress={() => {
              announced(cancelJob(job.jobId));
            }}
          >
            Cancel
          </Button>
        </>
      )}
      <Button
        look="primary"
        disabledReason={disabledReason}
        onPress={() => {
          announced(startVerify());
        }}
      >
        Verify chain
      </Button>
      <Button
        onPress={() => {
          setExporting(true);
        }}
      >
        Export…
      </Button>
      {exporting && (
        <ExportDialog
          filter={filter}
          onClose={() => {
            setExporting(false);
          }}
        />
      )}
    </output>
  );
}

/** The result of the last verification, on a line of its own, because all of it must be readable. */
export function VerifyResult() {
  const job = useJobs(lastVerification);
  if (job === undefined || job.state === 'running') return null;
  const { glyph, tone } = jobLook(job);
  return (
    <output className="verify-result" data-testid="verify-result">
      <StateWord glyph={glyph} tone={tone}>
        {jobSummary(job) ?? job.state}
      </StateWord>
      {job.finishedAt !== undefined && (
        <span className="mono dim">
          {clockTime(job.finishedAt).slice(0, 8)} {timesZone()}
        </span>
      )}
    </output>
  );
}
