/** What a restart, a lost answer or a stop left behind: agreement with each venue, orders in doubt, the kill switch's ledger. */
import { useStatus } from '../../store/statusStore.ts';
import { useSampled } from '../../ui/useSampled.ts';
import { InDoubtPanel } from './InDoubtPanel.tsx';
import { KillLedgers } from './KillLedgers.tsx';
import { Reconciliations } from './Reconciliations.tsx';

const lookAgainMs = 500;

export function RecoveryScreen() {
  // Asked again as the store grows and as the venues' gates move, but not with every event.
  const moved = useSampled(
    useStatus((store) =>
      store.status === undefined
        ? ''
        : `${store.status.store.headPosition} ${store.status.reconciliations.map(({ gate }) => gate).join(' ')}`,
    ),
    lookAgainMs,
  );
  return (
    <div className="recovery" data-testid="recovery-screen">
      <Reconciliations again={moved} />
      <InDoubtPanel again={moved} />
      <KillLedgers />
    </div>
  );
}
