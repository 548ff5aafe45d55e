/** The causes that hold orders back whatever the trading state is. Enabling a scope does not release these orders. */
import { useShallow } from 'zustand/react/shallow';
import { deskHeldBy, venueDoors } from '../../../shared/contract/words/ordersLeave.ts';
import type { Status } from '../../../shared/contract/status.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Glyph } from '../../ui/display/Glyph.tsx';

export function HeldAnyway() {
  const held = useStatus(useShallow(({ status }) => (status === undefined ? [] : heldWords(status))));
  return held.map((words) => (
    <p key={words} className="tone-bad" data-testid="held-anyway">
      <Glyph shape="ban" />
      {words}
    </p>
  ));
}

function heldWords(status: Status): readonly string[] {
  const states = { ...status, trading: { ...status.trading, states: [] } };
  return [
    ...deskHeldBy(status).map((why) => `No new order leaves, whatever the trading state: ${why}.`),
    ...venueDoors(states)
      .filter(({ closedBy }) => closedBy.length > 0)
      .map(
        ({ venue, closedBy }) =>
          `No new order leaves to ${venue}, whatever the trading state: ${closedBy.join(', ')}.`,
      ),
  ];
}
