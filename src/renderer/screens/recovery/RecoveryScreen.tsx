/** What a stop left behind: the kill switch's ledger. */
import { useStatus } from '../../store/statusStore.ts';
import { useSampled } from '../../ui/useSampled.ts';
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
      <KillLedgers again={head} />
    </div>
  );
}
