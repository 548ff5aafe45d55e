/** One signal: its input, its fate, every reason, and the actions on it. */
import type { SignalView } from '../../../shared/contract/signalRows.ts';
import { signalTsv } from './signalText.ts';
import {
  acknowledgedAfter,
  decidedAfter,
  outcomeLook,
  placeOf,
  reasonsOf,
} from '../../model/signals/signalLook.ts';
import { ticketOf } from './signalTicket.ts';
import { Fact } from '../../ui/display/Fact.tsx';
import { copyText } from '../../store/copy.ts';
import { notify } from '../../store/notices/noticesStore.ts';
import { useSignals } from '../../store/signals/signalsStore.ts';
import { fillTicket } from '../../store/ticketStore.ts';
import { lookInAudit, openOrder, showScreen } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Json } from '../../ui/display/Json.tsx';
import { Loading } from '../common/Loading.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';

export function SignalPanel({
  row,
  onClose,
}: {
  readonly row: SignalView | undefined;
  readonly onClose: () => void;
}) {
  if (row === undefined) {
    return (
      <Panel title="Signal" className="signal-panel">
        <Loading title="Loading the signal" />
      </Panel>
    );
  }
  return (
    <Panel
      title={<span className="wrapped">Signal {row.signalId}</span>}
      className="signal-panel"
      testId="signal-panel"
      actions={
        <Button look="quiet" name="Close the signal" onPress={onClose}>
          ×
        </Button>
      }
    >
      <Actions row={row} />
      <div className="event-details">
        <Outcome row={row} />
        <Reasons row={row} />
        <Json value={row.signal ?? row.raw ?? null} name="The signal as it came in" />
      </div>
    </Panel>
  );
}

function Actions({ row }: { readonly row: SignalView }) {
  const { orderId, outcome } = row;
  const form = ticketOf(row);
  const hasOrder = outcome.fate === 'ordered' || outcome.fate === 'denied';
  return (
    <div className="event-actions">
      <Button
        look="primary"
        disabledReason={form === undefined ? 'The input could not be read as a signal' : undefined}
        title="Puts its terms into the ticket, under a new id. Nothing is sent before you review and send it."
        onPress={() => {
          if (form === undefined) return;
          fillTicket(form);
          showScreen('trade');
          notify('ok', `The ticket has the terms of signal ${row.signalId}. Nothing is sent yet.`);
        }}
      >
        Send again as new…
      </Button>
      {hasOrder && orderId !== undefined && (
        <Button
          onPress={() => {
            openOrder(orderId);
          }}
        >
          Open the order
        </Button>
      )}
      <Button
        onPress={() => {
          lookInAudit(`signal-${row.signalId}`);
        }}
      >
        Events in the audit trail
      </Button>
      <Button
        onPress={() => {
          copyText(JSON.stringify(row, null, 2), 'The signal as JSON');
        }}
      >
        Copy JSON
      </Button>
      <Button
        onPress={() => {
          copyText(signalTsv([row]), 'The signal as tab-separated text');
        }}
      >
        Copy TSV
      </Button>
    </div>
  );
}

function Outcome({ row }: { readonly row: SignalView }) {
  const order = useSignals((store) => row.orderId && store.orders.get(row.orderId));
  const look = outcomeLook(row, order);
  const decided = decidedAfter(row);
  const after = acknowledgedAfter(row);
  return (
    <dl className="facts">
      <Fact name="outcome">
        <StateWord glyph={look.glyph} tone={look.tone}>
          {look.word}
        </StateWord>
        {decided !== undefined && <span className="dim"> decided after {decided}</span>}
      </Fact>
      <Fact name="acknowledged">
        <span className="mono">{row.receivedAt}</span>
        {after !== undefined && <span className="dim"> {after} after it was made</span>}
      </Fact>
      <Fact name="from">
        {placeOf(row)}
        <span className="dim"> by {row.actor}</span>
      </Fact>
      <Fact name="position">
        <span className="mono">{row.receivedPosition}</span>
      </Fact>
      {row.orderId !== undefined && (
        <Fact name="order">
          <span className="mono">{row.orderId}</span>
        </Fact>
      )}
    </dl>
  );
}

function Reasons({ row }: { readonly row: SignalView }) {
  const reasons = reasonsOf(row);
  if (reasons.length === 0) return null;
  return (
    <ul className="reasons" aria-label="Why it was refused">
      {reasons.map(({ code, message, field, actual, expected }) => (
        <li key={`${code} ${field ?? ''}`}>
          <b className="tone-bad">{code}</b> {message}
          {(field ?? actual ?? expected) !== undefined && (
            <span className="dim">
              {field !== undefined && ` Field ${field}.`}
              {actual !== undefined && ` Found ${actual}.`}
              {expected !== undefined && ` Expected ${expected}.`}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
