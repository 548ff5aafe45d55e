/** Shows whether the desk trades, the switch that stops it, and the progress of a kill switch. */
import { killOffRecordWords } from '../../../shared/contract/words/offRecordWords.ts';
import type { Status } from '../../../shared/contract/status.ts';
import { groupInteger } from '../../format/decimals.ts';
import { deskScope, scopeShort, stateLooks } from '../../model/desk/tradingScope.ts';
import type { SayingLook } from '../../ui/display/look.ts';
import { sentence } from '../../format/sentence.ts';
import { openDeskDialog, showScreen } from '../../store/window/uiStore.ts';
import { useKeys } from '../../store/settings/useKeys.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';

export function TradingState({ status }: { readonly status: Status }) {
  const { trading } = status;
  const keysOf = useKeys();
  const holding = status.alerts.find(({ holdsOrders }) => holdsOrders);
  const look = holding === undefined ? stateLooks[status.tradingState] : heldLook(holding.message);
  const restricted = trading.states.filter(({ scope, state }) => scope !== deskScope && state !== 'active');
  const desk = trading.states.find(({ scope }) => scope === deskScope);
  return (
    <span className="trading">
      {status.accepting ? (
        <Button
          look="quiet"
          className="trading-state"
          title={`${look.says}${desk === undefined || desk.state === 'active' ? '' : ` ${desk.reason}`} Change the trading state`}
          keys={keysOf('trading')}
          hideKeys
          onPress={() => {
            openDeskDialog('trading', deskScope);
          }}
        >
          <StateWord glyph={look.glyph} tone={look.tone}>
            {look.word}
          </StateWord>
        </Button>
      ) : (
        <span title={status.fault?.message}>
          <StateWord glyph="ban" tone="bad">
            Not accepting
          </StateWord>
        </span>
      )}
      {restricted.length > 0 && <Restricted restricted={restricted} />}
      <Button
        look="danger"
        className="kill-switch"
        keys={keysOf('kill')}
        title="Halt, cancel every working order and, if wanted, flatten"
        onPress={() => {
          openDeskDialog('kill', deskScope);
        }}
      >
        Stop desk…
      </Button>
      {trading.kills.map((kill) => (
        <button
          key={kill.killId}
          type="button"
          className="item alert link"
          title={
            kill.offRecord === undefined
              ? 'The kill switch is at work; shows its ledger'
              : sentence(killOffRecordWords(kill.offRecord, kill.state === 'flattening', status.store.ended))
          }
          onClick={() => {
            showScreen('recovery');
          }}
        >
          <Glyph shape="square" />
          {killWords(kill)}
        </button>
      ))}
    </span>
  );
}

/** The look while no order leaves, whatever the trading state is. */
function heldLook(message: string): SayingLook {
  return { word: 'Orders held', glyph: 'ban', tone: 'bad', says: `No new order leaves: ${message}.` };
}

/** Gives `Stopping desk 12 of 37, 1 in doubt`. */
function killWords(kill: Status['trading']['kills'][number]): string {
  const { scope, state, ended, orders, inDoubt, offRecord } = kill;
  const what = `${state === 'flattening' ? 'Flattening' : 'Stopping'} ${scopeShort(scope)}`;
  if (offRecord !== undefined) {
    const sent = `sent ${groupInteger(offRecord.cancelsSent)} of ${groupInteger(offRecord.cancels)}`;
    return `${what}, ${offRecord.lostOnStop ? 'not on record' : 'off record'}: ${sent}`;
  }
  if (state === 'flattening') return what;
  if (ended === orders) return `${what}: proving it`;
  const doubts = inDoubt > 0 ? `, ${groupInteger(inDoubt)} in doubt` : '';
  return `${what} ${groupInteger(ended)} of ${groupInteger(orders)}${doubts}`;
}

type Restricted = Status['trading']['states'];

/** Restricted scopes other than the desk: a single one is named, several are counted. */
function Restricted({ restricted }: { readonly restricted: Restricted }) {
  const [first, ...others] = restricted;
  if (first === undefined) return null;
  const words = restricted.map(({ scope, state }) => `${scopeShort(scope)} ${state}`);
  const glyph = restricted.some(({ state }) => state === 'halted') ? 'square' : 'half';
  return (
    <button
      type="button"
      className="item alert link"
      title={`${words.join(', ')}; shows the trading states`}
      onClick={() => {
        openDeskDialog('trading', first.scope);
      }}
    >
      <Glyph shape={glyph} />
      {others.length === 0 ? words[0] : `${restricted.length} scopes restricted`}
    </button>
  );
}
