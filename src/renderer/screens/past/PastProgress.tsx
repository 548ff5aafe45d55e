/** How far the events are read, while the answer about the past is not whole. */
import { groupInteger } from '../../format/decimals.ts';
import { Progress } from '../../ui/display/Progress.tsx';
import type { useDeskAt } from './useDeskAt.ts';

export function PastProgress({ asked }: { readonly asked: ReturnType<typeof useDeskAt> }) {
  const { isPresent, reached, position } = asked;
  if (isPresent || reached === undefined) return null;
  return (
    <output className="past-progress">
      <Progress label="Reading the events" done={reached} total={position} />
      Reading the events up to there: {groupInteger(reached)} of {groupInteger(position)}
    </output>
  );
}
