/** Proves that no stored event was changed, removed or put in between. */
import { groupInteger } from '../../format/decimals.ts';
import { announced, cancelJob, startVerify } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/entryGate.ts';
import { useJobs } from '../../store/jobsStore.ts';
import { Button } from '../../ui/Button.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { StateWord } from '../../ui/StateWord.tsx';

export function VerifyChain() {
  const job = useJobs((store) => store.jobs.find((candidate) => candidate.kind === 'verify'));
  const running = job?.state === 'running';
  const disabledReason = useWhyNoCommand() ?? (running ? 'A verification is under way' : undefined);
  return (
    <output className="verify" title={running ? undefined : job?.summary}>
      {job !== undefined && running && (
        <>
          <Progress label={job.title} done={job.done} total={job.total} />
          <span className="n">
            {groupInteger(job.done)}
            {job.total !== undefined && ` of ${groupInteger(job.total)}`} {job.unit} ·{' '}
            {groupInteger(job.perSecond)}/s
          </span>
          <Button
            onPress={() => {
              announced(cancelJob(job.jobId));
            }}
          >
            Cancel
          </Button>
        </>
      )}
      {job !== undefined && !running && (
        <StateWord
          glyph={job.good === true ? 'check' : job.state === 'canceled' ? 'cross' : 'warning'}
          tone={job.good === true ? 'ok' : job.state === 'canceled' ? 'off' : 'bad'}
        >
          {job.summary ?? job.state}
        </StateWord>
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
    </output>
  );
}
