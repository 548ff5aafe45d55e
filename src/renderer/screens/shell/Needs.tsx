/** The needs that are no incident of the bar above. Each entry leads to the place where the operator can act on it. */
import { counted } from '../../format/decimals.ts';
import { parkedSubscribers } from '../../model/desk/subscriberLook.ts';
import { useJobs } from '../../store/notices/jobsStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { showScreen } from '../../store/window/uiStore.ts';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { CallingDesks } from '../desks/CallingDesks.tsx';

export function Needs() {
  const status = useStatus((store) => store.status);
  const jobs = useJobs((store) => store.jobs.filter((job) => job.state === 'running').length);
  return (
    <div className="needs">
      <CallingDesks />
      {jobs > 0 && (
        <button
          type="button"
          className="item link"
          onClick={() => {
            showScreen('signals');
          }}
        >
          {jobs} {jobs === 1 ? 'job' : 'jobs'} running
        </button>
      )}
      {status !== undefined && status.alertsOpen > 0 && (
        <button
          type="button"
          className={`item alert link worst-${status.alerts[0]?.severity}`}
          title={`${status.alerts[0]?.message ?? ''}; shows every open alert`}
          onClick={() => {
            showScreen('alerts');
          }}
        >
          <Glyph shape={status.alerts[0]?.severity === 'critical' ? 'ban' : 'warning'} />
          {counted(status.alertsOpen, 'alert')}, {status.alertsOpen > 1 && 'worst '}
          {status.alerts[0]?.severity}
        </button>
      )}
      {status !== undefined && status.proposals.forYou > 0 && (
        <button
          type="button"
          className="item alert link"
          title="Changes of limits or overrides that somebody else proposed; shows them on the Risk screen"
          onClick={() => {
            showScreen('risk');
          }}
        >
          <Glyph shape="warning" />
          {counted(status.proposals.forYou, 'proposal')} to approve
        </button>
      )}
      {status !== undefined &&
        parkedSubscribers(status.subscribers).map(({ name, error = '' }) => (
          <button
            key={name}
            type="button"
            className="item alert link"
            title={`${error}; it gets no events until somebody resumes it`}
            onClick={() => {
              showScreen('metrics');
            }}
          >
            <Glyph shape="ban" />
            {name} parked
          </button>
        ))}
    </div>
  );
}
