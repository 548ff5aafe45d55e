/** The badge of a desk: its letter in its colour, and its name. */
import type { DeskBadge as Badge } from '../../../shared/contract/desks.ts';
import { hereOf, useDesks } from '../../store/desks/desksStore.ts';

export function DeskBadge({ name, letter, colour }: Badge) {
  return (
    <span className="desk-badge" data-testid="desk-badge">
      <span className="desk-letter" data-desk={colour} aria-hidden="true">
        {letter}
      </span>
      <b>{name}</b>
    </span>
  );
}

/** The badge of this window's desk, where the console has several. */
export function HereBadge() {
  const here = useDesks(hereOf);
  return here === undefined ? null : <DeskBadge {...here} />;
}
