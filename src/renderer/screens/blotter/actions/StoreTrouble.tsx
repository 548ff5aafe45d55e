/** Says why no single order can be changed while the event store can't write, and what an operator can do instead. */
import type { OrderView } from '../../../../shared/contract/orders.ts';
import { narrowestScope, scopeShort } from '../../../model/desk/tradingScope.ts';
import { useStatus } from '../../../store/desk/statusStore.ts';
import { openDeskDialog } from '../../../store/window/uiStore.ts';
import { Button } from '../../../ui/controls/Button.tsx';
import { Glyph } from '../../../ui/display/Glyph.tsx';

interface Properties {
  readonly orders: readonly OrderView[];
  /** The request that is not possible. */
  readonly what: 'cancel' | 'amend';
  /** Closes the dialog in which this text stands. */
  readonly onLeave: () => void;
}

export function StoreTrouble({ orders, what, onLeave }: Properties) {
  const writable = useStatus(({ status }) => status?.store.writable ?? true);
  if (writable) return null;
  const scope = narrowestScope(orders);
  return (
    <div className="tone-bad" data-testid="store-unwritable">
      <p>
        <Glyph shape="warning" />
        The event store can't write: {what === 'cancel' ? 'a single cancel' : 'an amend'} is refused now, and
        the kill switch cancels all the same.
      </p>
      <Button
        look="danger"
        onPress={() => {
          onLeave();
          openDeskDialog('kill', scope);
        }}
      >
        Stop {scopeShort(scope)}…
      </Button>
    </div>
  );
}
