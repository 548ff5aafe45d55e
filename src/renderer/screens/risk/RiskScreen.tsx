/** Positions with their profit or loss, the risk limits with their use, and everything that is kept from trading. */
import { limitKey, type LimitLine } from '../../../shared/contract/limits.ts';
import type { ExposureRow } from '../../../shared/contract/positions.ts';
import { subscribe } from '../../store/link/engineLink.ts';
import { LimitsPanel } from './LimitsPanel.tsx';
import { PositionsPanel } from './positions/PositionsPanel.tsx';
import { ProposalsPanel } from './ProposalsPanel.tsx';
import { RestrictedPanel } from './RestrictedPanel.tsx';
import { StrategiesPanel } from './StrategiesPanel.tsx';
import { SumsPanel } from './SumsPanel.tsx';
import { usePositions } from './positions/usePositions.ts';
import { useLiveRows, type RowsTopic } from './rows/useLiveRows.ts';

const limitsTopic: RowsTopic<LimitLine> = {
  subscribe: (handlers) => subscribe('limits', {}, handlers),
  keyOf: limitKey,
};
const exposuresTopic: RowsTopic<ExposureRow> = {
  subscribe: (handlers) => subscribe('exposures', {}, handlers),
  keyOf: ({ scope, currency }) => `${scope} ${currency}`,
};

export function RiskScreen() {
  const limits = useLiveRows(limitsTopic);
  const positions = usePositions();
  const exposures = useLiveRows(exposuresTopic);
  return (
    <div className="risk" data-testid="risk-screen">
      <PositionsPanel {...positions} />
      <SumsPanel positions={positions.rows} exposures={exposures.rows} />
      <LimitsPanel {...limits} />
      <div className="risk-held">
        <RestrictedPanel lines={limits.rows} />
        <StrategiesPanel />
        <ProposalsPanel />
      </div>
    </div>
  );
}
