/** The engine's health checks, and which of them fail. */
import type { HealthView } from '../../../shared/contract/status.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Loading } from '../common/Loading.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';

type Check = HealthView['checks'][number];

const looks = {
  healthy: { word: 'Healthy', glyph: 'dot', tone: 'ok' },
  degraded: { word: 'Degraded', glyph: 'warning', tone: 'warn' },
  unhealthy: { word: 'Unhealthy', glyph: 'cross', tone: 'bad' },
} as const;

/** Failing checks come first, so that they are not below the edge of the panel. */
function failingFirst(a: Check, b: Check): number {
  return Number(a.healthy) - Number(b.healthy);
}

export function HealthPanel() {
  const health = useStatus((store) => store.status?.health);
  const look = health === undefined ? undefined : looks[health.status];
  return (
    <Panel
      title="Health"
      className="health"
      testId="health"
      extra={
        look !== undefined && (
          <StateWord glyph={look.glyph} tone={look.tone}>
            {look.word}
          </StateWord>
        )
      }
    >
      {health === undefined ? (
        <Loading title="Waiting for the status" />
      ) : (
        <ul className="checks">
          {health.checks.toSorted(failingFirst).map(({ name, healthy, detail }) => (
            <li key={name} data-check={name} data-healthy={healthy}>
              <StateWord glyph={healthy ? 'dot' : 'warning'} tone={healthy ? 'ok' : 'warn'}>
                {name}
              </StateWord>{' '}
              <span className={healthy ? 'dim' : undefined}>{detail}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
