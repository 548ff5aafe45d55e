/** What a lost answer or a stop left behind: orders in doubt, and the kill switch's ledger. */
import { useStatus } from '../../store/statusStore.ts';
import { useSampled } from '../../ui/useSampled.ts';
import { InDoubtPanel } from './InDoubtPanel.tsx';
import { KillLedgers } from './KillLedgers.tsx';

const lookAgainMs = 500;

export function RecoveryScreen() {
  // Asked again as the store grows, but not with every event.
  const head = useSampled(
    useStatus((store) => store.status?.store.headPosition ?? 0),
    lookAgainMs,
  );
  return (
    <div className="recovery" data-testid="recovery-screen">
      <InDoubtPanel again={head} />
      <KillLedgers again={head} />
    </div>
  );
}
