/**
 * Open matters after a restart, a lost answer or a stop: orders in doubt, reconciliations with the venues, kill
 * ledgers.
 */
import { useStatus } from '../../store/desk/statusStore.ts';
import { useSampled } from '../../ui/useSampled.ts';
import { recoveryState } from '../../model/desk/reconciliationLook.ts';
import { InDoubtPanel } from './InDoubtPanel.tsx';
import { KillLedgers } from './KillLedgers.tsx';
import { Reconciliations } from './Reconciliations.tsx';
import { useKillLedgers } from './useKillLedgers.ts';

const lookAgainMs = 500;

export function RecoveryScreen() {
  const moved = useSampled(
    useStatus((store) => (store.status === undefined ? '' : recoveryState(store.status))),
    lookAgainMs,
  );
  const kills = useKillLedgers();
  return (
    <div className="recovery" data-testid="recovery-screen">
      <InDoubtPanel again={moved} />
      <Reconciliations again={moved} ledgers={kills.ledgers} />
      <KillLedgers {...kills} />
    </div>
  );
}
