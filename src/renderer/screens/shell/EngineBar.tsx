/** The banner above everything: the engine is gone, does not answer, or takes no orders. */
import { sentence } from '../../format/sentence.ts';
import { reconnect } from '../../ipc/engineLink.ts';
import type { AlertView, Status } from '../../../shared/contract/status.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { age } from '../../format/times.ts';
import { faultAdvice } from '../../model/desk/faultAdvice.ts';
import { useConnection } from '../../store/connectionStore.ts';
import { useStatus } from '../../store/statusStore.ts';
import { showScreen } from '../../store/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { ClampedText } from '../../ui/display/ClampedText.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { useNow } from '../../ui/useNow.ts';

/** Milliseconds without an answer that are longer than a slow start. */
const slowConnectMs = 4_000;

export function EngineBar() {
  const connection = useConnection();
  const status = useStatus((store) => store.status);
  const now = useNow(1_000);
  if (connection.state === 'gone') {
    return (
      <div className="engine-bar bad" role="alert">
        <Glyph shape="warning" />
        <strong>The engine has stopped.</strong>
        <ClampedText>
          {connection.fault.message} Order entry is off; what is shown is as of {age(now - connection.since)}{' '}
          ago. Orders already at a venue keep working there.
        </ClampedText>
        <span className="grow" />
        <Button onPress={reconnect}>Connect again</Button>
      </div>
    );
  }
  if (connection.state === 'connecting' && now - connection.since > slowConnectMs) {
    return (
      <output className="engine-bar warn">
        <Glyph shape="clock" />
        <strong>No engine yet.</strong>
        <span>Waiting for the connection for {age(now - connection.since)}. Order entry is off.</span>
      </output>
    );
  }
  if (status === undefined || connection.state !== 'connected') return null;
  return status.accepting ? <HeldBack status={status} /> : <NotAccepting status={status} />;
}

function NotAccepting({ status: { fault, store } }: { readonly status: Status }) {
  const advice = faultAdvice(fault?.code);
  return (
    <div className="engine-bar bad" role="alert" data-testid="not-accepting" data-code={fault?.code}>
      <Glyph shape="warning" />
      <strong>The engine takes no orders.</strong>
      <ClampedText>
        {sentence(fault?.message ?? 'It gave no reason')} {advice}
        {advice !== undefined && ` What was acknowledged is safe in ${store.dataFolder}.`}
        {!store.writable &&
          (store.ended === true
            ? ' Until then a single cancel is refused; the kill switch cancels all the same, and is forgotten when the engine stops: use it again after the start.'
            : ' A single cancel is refused meanwhile; the kill switch cancels all the same, also for one strategy or symbol.')}
      </ClampedText>
    </div>
  );
}

/** The engine is well, but orders to a venue wait or are denied. */
function HeldBack({ status }: { readonly status: Status }) {
  const holding = status.alerts.find(({ holdsOrders }) => holdsOrders);
  if (holding !== undefined) return <HeldByAlert alert={holding} open={status.alertsOpen} />;
  const held = status.reconciliations.filter(({ gate }) => gate === 'differences');
  const [first] = held;
  if (first === undefined) return null;
  const open = held.reduce((sum, { unresolved }) => sum + unresolved, 0);
  return (
    <div className="engine-bar warn" role="alert" data-testid="held-back">
      <Glyph shape="warning" />
      <strong>No new order leaves to {held.map(({ venue }) => venue).join(', ')}.</strong>
      <ClampedText>
        Its record and the desk's differ: {counted(open, 'difference')} must be settled or accepted first.
        Cancels go through.
      </ClampedText>
      <span className="grow" />
      <Button
        onPress={() => {
          showScreen('recovery');
        }}
      >
        Show the differences
      </Button>
    </div>
  );
}

/** Nothing leaves but cancels, until somebody says that the alert was seen. */
function HeldByAlert({ alert, open }: { readonly alert: AlertView; readonly open: number }) {
  const { kind, message, advice } = alert;
  const others = open === 1 ? '' : ` and ${groupInteger(open - 1)} more`;
  return (
    <div className="engine-bar bad" role="alert" data-testid="held-by-alert" data-kind={kind}>
      <Glyph shape="warning" />
      <strong>No new order leaves.</strong>
      <ClampedText>
        Cancels go through. {sentence(message)} {sentence(advice)}
      </ClampedText>
      <span className="grow" />
      <Button
        onPress={() => {
          showScreen('alerts');
        }}
      >
        Show the alert{others}
      </Button>
    </div>
  );
}
