/** What needs a person now. Each entry leads to the place where the operator can act on it. */
import type { Status } from '../../../shared/contract/status.ts';
import { counted, groupDecimal, groupInteger } from '../../format/decimals.ts';
import { age } from '../../format/times.ts';
import { parkedSubscribers } from '../../model/desk/subscriberLook.ts';
import { breakerPhrase } from '../../model/desk/venueLook.ts';
import { useJobs } from '../../store/notices/jobsStore.ts';
import { useStatus } from '../../store/statusStore.ts';
import { openOrder, showScreen } from '../../store/uiStore.ts';
import { Glyph } from '../../ui/display/Glyph.tsx';

export function Needs() {
  const status = useStatus((store) => store.status);
  const jobs = useJobs((store) => store.jobs.filter((job) => job.state === 'running').length);
  return (
    <div className="needs">
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
      {status !== undefined && status.riskBreaker.state !== 'closed' && (
        <button
          type="button"
          className="item alert link"
          title={`${status.riskBreaker.reason}; every order is denied while it lasts`}
          onClick={() => {
            showScreen('resilience');
          }}
        >
          <Glyph shape="ban" />
          risk rules {breakerPhrase(status.riskBreaker.state)}
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
      {status !== undefined && <Unprotected status={status} />}
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
      {status !== undefined && status.ordersInDoubt > 0 && (
        <button
          type="button"
          className="item alert link"
          title="Orders whose submission was not answered; shows the evidence"
          onClick={() => {
            showScreen('recovery');
          }}
        >
          <Glyph shape="question" />
          {groupInteger(status.ordersInDoubt)} in doubt
        </button>
      )}
    </div>
  );
}

/** Shows filled quantity whose stop-loss does not work yet. */
function Unprotected({ status }: { readonly status: Status }) {
  const [oldest, ...others] = status.unprotected;
  if (oldest === undefined) return null;
  return (
    <button
      type="button"
      className="item alert link"
      title="Filled quantity whose stop-loss does not work at a venue; opens the oldest"
      onClick={() => {
        openOrder(oldest.orderId);
      }}
    >
      <Glyph shape="warning" />
      {groupDecimal(oldest.quantity)} {oldest.symbol} unprotected {age(oldest.ageMs)}
      {others.length > 0 && `, ${others.length} more`}
    </button>
  );
}
