/** The limits of risk with their use, and what they keep from trading. */
import { limitKey, type LimitLine } from '../../../shared/contract/limits.ts';
import { subscribe } from '../../ipc/engineLink.ts';
import { LimitsPanel } from './LimitsPanel.tsx';
import { RestrictedPanel } from './RestrictedPanel.tsx';
import { StrategiesPanel } from './StrategiesPanel.tsx';
import { useLiveRows, type RowsTopic } from './useLiveRows.ts';

const limitsTopic: RowsTopic<LimitLine> = {
  subscribe: (handlers) => subscribe('limits', {}, handlers),
  keyOf: limitKey,
};

export function RiskScreen() {
  const limits = useLiveRows(limitsTopic);
  return (
    <div className="risk" data-testid="risk-screen">
      <LimitsPanel {...limits} />
      <RestrictedPanel lines={limits.rows} />
      <StrategiesPanel />
    </div>
  );
}
