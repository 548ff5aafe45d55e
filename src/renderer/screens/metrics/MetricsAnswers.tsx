/** Answers to the usual questions from the metrics, and the incidents within the shown range. */
import type { MetricsAnswer } from './metricsAnswers.ts';
import type { Incident } from '../../model/events/incidents.ts';
import { counted } from '../../format/decimals.ts';
import { clockTime } from '../../format/times.ts';
import { goToPosition } from '../../store/past/pastStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';

interface Properties {
  readonly answers: readonly MetricsAnswer[];
  /** Oldest first. */
  readonly incidents: readonly Incident[];
}

/** How many incidents are listed by name, the newest. */
const listed = 8;

export function MetricsAnswers({ answers, incidents }: Properties) {
  const head = useStatus((store) => store.status?.store.headPosition ?? 0);
  const shown = incidents.slice(-listed);
  return (
    <div className="metrics-answers" data-testid="metrics-answers">
      {answers.map(({ question, tone, text }) => (
        <p key={question}>
          <b>{question}</b> <span className={`tone-${tone}`}>{text}</span>
        </p>
      ))}
      <p data-testid="metrics-incidents">
        <b>Incidents</b>{' '}
        {incidents.length === 0 ? (
          <span className="dim">none in this range</span>
        ) : (
          shown.map(({ position, time, label, tone }) => (
            <button
              key={position}
              type="button"
              className={`link tone-${tone}`}
              title="See the desk as it stood there"
              onClick={() => {
                goToPosition(position, head);
              }}
            >
              ▼ {clockTime(time).slice(0, 8)} {label}
            </button>
          ))
        )}
        {incidents.length > listed && (
          <span className="dim"> and {counted(incidents.length - listed, 'earlier one')}</span>
        )}
      </p>
    </div>
  );
}
