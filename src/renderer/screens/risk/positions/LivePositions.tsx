/** The positions alone, beside other panels. */
import { PositionsPanel } from './PositionsPanel.tsx';
import { usePositions } from './usePositions.ts';

export function LivePositions() {
  return <PositionsPanel {...usePositions()} />;
}
