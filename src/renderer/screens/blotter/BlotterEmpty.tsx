/** The text of a blotter without rows. Each state says what to do. */
import type { OrdersState } from '../../store/orders/ordersMerge.ts';
import { counted } from '../../format/decimals.ts';
import { announced, replaySample, startStrategy } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { focusTicket } from '../../store/ticketStore.ts';
import { clearFilter } from '../../store/window/uiStore.ts';
import { useSettings } from '../../store/settings/settingsStore.ts';
import { startTour } from '../tour/tourStore.ts';
import { useKeys } from '../../store/settings/useKeys.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';

interface Properties {
  readonly orders: OrdersState & { readonly fault?: { readonly message: string } | undefined };
  readonly filtering: boolean;
}

export function BlotterEmpty({ orders, filtering }: Properties) {
  if (orders.fault !== undefined) {
    return (
      <Notice kind="error" title="The orders can't be shown">
        <p>{orders.fault.message}</p>
        <p className="dim">It is tried again by itself.</p>
      </Notice>
    );
  }
  if (!orders.loaded) return <Loading title="Loading the orders" />;
  if (filtering) {
    return (
      <Notice kind="empty" title={`None of ${counted(orders.total, 'order')} matches`}>
        <Button onPress={clearFilter}>Clear all filters</Button>
      </Notice>
    );
  }
  if (orders.total > 0) {
    return <Loading title={`Loading the first of ${counted(orders.total, 'order')}`} />;
  }
  return <FirstSteps />;
}

function FirstSteps() {
  const keysOf = useKeys();
  const tourTaken = useSettings((settings) => settings.tourTaken);
  const disabledReason = useWhyNoCommand('trade');
  const strategy = useStatus((store) =>
    store.status?.strategies.find((candidate) => candidate.state === 'stopped'),
  );
  return (
    <Notice kind="empty" title="No orders yet">
      <p>Ways to see the desk at work:</p>
      <div className="first-steps">
        <Button
          look="primary"
          disabledReason={disabledReason ?? (strategy === undefined ? 'No strategy is stopped' : undefined)}
          {...(strategy !== undefined && { title: strategy.description })}
          onPress={() => {
            if (strategy !== undefined) announced(startStrategy(strategy.strategy));
          }}
        >
          Start {strategy?.strategy ?? 'the demo strategy'}
        </Button>
        <Button
          disabledReason={disabledReason}
          onPress={() => {
            announced(replaySample());
          }}
        >
          Replay the sample signals
        </Button>
        <Button
          keys={keysOf('buy')}
          onPress={() => {
            focusTicket('buy');
          }}
        >
          Enter an order
        </Button>
        {!tourTaken && <Button onPress={startTour}>Take the tour, one minute</Button>}
      </div>
    </Notice>
  );
}
