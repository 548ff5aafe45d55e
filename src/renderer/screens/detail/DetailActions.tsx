/** The actions on the shown order: other views of it, copies, an amend, a cancel, and back to the present. */
import { useState } from 'react';
import type { OrderDetail } from '../../../shared/contract/api.ts';
import { whyNoAmend, whyNoCancel } from '../../model/orders/orderStatus.ts';
import { announced } from '../../store/actions.ts';
import { copyOrderAsFix, copyText } from '../../store/copy.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { closeOrder } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Popover } from '../../ui/dialogs/Popover.tsx';
import { AmendDialog } from '../blotter/actions/AmendDialog.tsx';
import { CancelDialog } from '../blotter/actions/CancelDialog.tsx';
import { orderAsText } from './orderText.ts';

export type DetailView = 'timeline' | 'trace' | 'risk' | 'fix';

/** The views that stand in place of the timeline. */
const otherViews = [
  { view: 'trace', label: 'Trace', what: 'The time by stage' },
  { view: 'risk', label: 'Risk', what: 'The risk decision' },
  { view: 'fix', label: 'FIX', what: 'The FIX messages' },
] as const;

const copies: readonly { readonly label: string; readonly copy: (detail: OrderDetail) => void }[] = [
  { label: 'As JSON', copy: (detail) => copyText(JSON.stringify(detail, null, 2), 'The order as JSON') },
  { label: 'As text', copy: (detail) => copyText(orderAsText(detail), 'The order as text') },
  {
    label: 'As FIX',
    copy: ({ order: { venue, orderId } }) => announced(copyOrderAsFix({ venue, session: 'orders', orderId })),
  },
  { label: 'Its id', copy: ({ order }) => copyText(order.orderId, "The order's id") },
];

interface Properties {
  readonly detail: OrderDetail;
  readonly view: DetailView;
  readonly hasFix: boolean;
  readonly onView: (view: DetailView) => void;
  /** Leads back to the present. Set while the past is shown, because an action always acts on the present order. */
  readonly onNow: (() => void) | undefined;
}

export function DetailActions({ detail, view, hasFix, onView, onNow }: Properties) {
  return (
    <>
      {otherViews
        .filter((other) => hasFix || other.view !== 'fix')
        .map(({ view: other, label, what }) => (
          <Button
            key={other}
            pressed={view === other}
            title={view === other ? 'Back to the timeline' : `${what} in place of the timeline`}
            onPress={() => {
              onView(view === other ? 'timeline' : other);
            }}
          >
            {label}
          </Button>
        ))}
      <Popover label="Copy" name="Copy the order">
        {(close) => (
          <div className="menu">
            {copies
              .filter(({ label }) => hasFix || label !== 'As FIX')
              .map(({ label, copy }) => (
                <Button
                  key={label}
                  look="quiet"
                  onPress={() => {
                    copy(detail);
                    close();
                  }}
                >
                  {label}
                </Button>
              ))}
          </div>
        )}
      </Popover>
      {onNow === undefined ? (
        <Changes order={detail.order} />
      ) : (
        <Button title="Amend and cancel act on the order as it is now" onPress={onNow}>
          Back to now
        </Button>
      )}
      <Button look="quiet" name="Close the order" title="Close" onPress={closeOrder}>
        ×
      </Button>
    </>
  );
}

function Changes({ order }: Pick<OrderDetail, 'order'>) {
  const [asking, setAsking] = useState<'cancel' | 'amend'>();
  const whyNoTrade = useWhyNoCommand('trade');
  const disabledReason = useWhyNoCommand('cancel') ?? whyNoCancel(order.status);
  const Dialog = asking === 'amend' ? AmendDialog : CancelDialog;
  return (
    <>
      <Button
        disabledReason={whyNoTrade ?? whyNoAmend(order.status)}
        onPress={() => {
          setAsking('amend');
        }}
      >
        Amend…
      </Button>
      <Button
        look={disabledReason === undefined ? 'danger' : 'plain'}
        disabledReason={disabledReason}
        onPress={() => {
          setAsking('cancel');
        }}
      >
        Cancel…
      </Button>
      {asking !== undefined && (
        <Dialog
          scope={{ orders: [order], skipped: [] }}
          onClose={() => {
            setAsking(undefined);
          }}
        />
      )}
    </>
  );
}
