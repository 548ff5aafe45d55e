/**
 * The strip that is always visible. It says whether this is real money, whether the desk is well and whether the data
 * are live.
 */
import type { VenueView } from '../../../shared/contract/resilience.ts';
import type { MarketView, Status } from '../../../shared/contract/status.ts';
import { counted, groupDecimal, groupInteger, placesOf } from '../../format/decimals.ts';
import { age, millisecondsNumber } from '../../format/times.ts';
import { isPriceOld, priceWords } from '../../model/desk/priceLook.ts';
import { needsAttention, venueLook } from '../../model/desk/venueLook.ts';
import type { Connection } from '../../model/desk/connection.ts';
import { useConnection } from '../../store/link/connectionStore.ts';
import { useDesk } from '../../store/desk/deskStore.ts';
import { staleAfterMs, useStatus } from '../../store/desk/statusStore.ts';
import { useTicket } from '../../store/ticketStore.ts';
import { toggleTheme, useSettings } from '../../store/settings/settingsStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { useNow } from '../../ui/useNow.ts';
import { DeskItem } from '../desks/DeskItem.tsx';
import { Clocks } from './Clocks.tsx';
import { DroppedItems } from './DroppedItems.tsx';
import { EngineItem } from './EngineItem.tsx';
import { OperatorItem } from './OperatorItem.tsx';
import { TradingState } from './TradingState.tsx';

export function StatusStrip() {
  const { status, receivedAt } = useStatus();
  const { state } = useConnection();
  const connected = state === 'connected';
  const now = useNow(500);
  const sinceMs = Math.max(0, now - receivedAt);
  const stale = status !== undefined && (!connected || sinceMs > staleAfterMs);
  const theme = useSettings((settings) => settings.theme);
  return (
    <header
      className={stale ? 'strip stale' : 'strip'}
      data-testid="status-strip"
      aria-label="Status of the desk"
    >
      <h1 className="brand">Breakwater</h1>
      <DeskItem />
      {status !== undefined && (
        <span className={`environment env-${status.environment.toLowerCase()}`}>{status.environment}</span>
      )}
      {status === undefined ? <NoStatus state={state} /> : <TradingState status={status} />}
      {stale && (
        <StateWord glyph="clock" tone="warn">
          stale {age(sinceMs)}
        </StateWord>
      )}
      {status === undefined && <span className="grow" />}
      {status !== undefined && (
        <>
          <LiveItems status={status} sinceMs={sinceMs} />
          <DroppedItems />
        </>
      )}
      <Clocks />
      {status !== undefined && <EngineItem status={status} />}
      {status !== undefined && <OperatorItem session={status.session} />}
      <Button
        look="quiet"
        className="theme-switch"
        name={theme === 'dark' ? 'Light theme' : 'Dark theme'}
        title={theme === 'dark' ? 'Light theme' : 'Dark theme'}
        onPress={toggleTheme}
      >
        {theme === 'dark' ? '☼' : '☾'}
      </Button>
    </header>
  );
}

function NoStatus({ state }: Pick<Connection, 'state'>) {
  if (state === 'gone') {
    return (
      <StateWord glyph="cross" tone="bad">
        Not connected
      </StateWord>
    );
  }
  return (
    <StateWord glyph="dashed" tone="wait">
      {state === 'connected' ? 'Waiting for the status' : 'Connecting'}
    </StateWord>
  );
}

const venuesNamed = 4;

/**
 * Items by priority. What does not fit into the line is not shown, the last item first. Each item also stands on a
 * screen of its own.
 */
function LiveItems({ status, sinceMs }: { readonly status: Status; readonly sinceMs: number }) {
  const { store, intake, acknowledgeMs } = status;
  // Venues in trouble come first: they stay visible in a narrow window.
  const venues = status.venues.toSorted((a, b) => Number(needsAttention(b)) - Number(needsAttention(a)));
  return (
    <div className="live-items">
      {venues.slice(0, venuesNamed).map((venue) => (
        <VenueItem key={venue.venue} venue={venue} sinceMs={sinceMs} />
      ))}
      {venues.length > venuesNamed && (
        <span className="item">and {counted(venues.length - venuesNamed, 'more venue')}</span>
      )}
      <Markets status={status} sinceMs={sinceMs} />
      <span className="item" title="From the signal to the venue's answer, over the last minute">
        signal to ack{' '}
        {acknowledgeMs === undefined ? (
          <b>—</b>
        ) : (
          <>
            p50 <b>{millisecondsNumber(acknowledgeMs.p50)}</b> p99{' '}
            <b>{millisecondsNumber(acknowledgeMs.p99)} ms</b>
          </>
        )}
      </span>
      <span
        className={store.writable ? 'item' : 'item tone-bad'}
        title={`99 of 100 commits are faster; position ${store.headPosition}, lag ${store.lag}`}
      >
        commit p99 <b>{millisecondsNumber(store.commitP99Ms)} ms</b>
      </span>
      <span
        className="item"
        title={`Signals waiting; ${intake.inFlight} in the pipeline, room for ${intake.capacity}`}
      >
        queue <b>{groupInteger(intake.queued)}</b>
      </span>
    </div>
  );
}

function VenueItem({ venue, sinceMs }: { readonly venue: VenueView; readonly sinceMs: number }) {
  const look = venueLook(venue);
  const { throttled } = venue.limiter;
  const messageAge = venue.lastMessageAgeMs === undefined ? '' : age(venue.lastMessageAgeMs + sinceMs);
  return (
    <span
      className="item"
      title={`${venue.venue}: ${venue.connectionDetail}; breaker ${venue.breaker.state}: ${venue.breaker.reason}${venue.silentSince === undefined ? '' : `; connected, and without an answer since ${venue.silentSince}`}${throttled === undefined ? '' : `; called too fast since ${throttled.since}: ${throttled.reason}`}`}
      data-testid="strip-venue"
      data-tone={look.tone}
    >
      <span className={`state-word tone-${look.tone}`}>
        <Glyph shape={look.glyph} />
        {venue.venue}
        {look.word !== '' && ` ${look.word}`}
      </span>
      {messageAge !== '' && <em title="Age of the venue's last message">{messageAge}</em>}
    </span>
  );
}

const marketsShown = 2;

/** The market of the ticket's symbol comes first. More would not fit, so the others are counted. */
function Markets({ status, sinceMs }: { readonly status: Status; readonly sinceMs: number }) {
  const symbol = useTicket((ticket) => ticket.form?.symbol);
  const markets = status.markets.toSorted(
    (a, b) => Number(b.symbol === symbol) - Number(a.symbol === symbol),
  );
  const others = markets.slice(marketsShown);
  return (
    <>
      {markets.slice(0, marketsShown).map((market) => (
        <Market key={market.symbol} market={market} status={status} sinceMs={sinceMs} />
      ))}
      {others.length > 0 && (
        <span className="item" title={others.map(({ symbol: other, last }) => `${other} ${last}`).join('; ')}>
          and {counted(others.length, 'more price')}
        </span>
      )}
    </>
  );
}

interface MarketProperties {
  readonly market: MarketView;
  readonly status: Status;
  readonly sinceMs: number;
}

function Market({ market, status, sinceMs }: MarketProperties) {
  const instruments = useDesk((desk) => desk.desk?.instruments);
  const instrument = instruments?.find((one) => one.symbol === market.symbol);
  const places = placesOf(instrument?.tickSize ?? '1');
  const { bid, ask, marketTime } = market;
  const old = isPriceOld(market, status.venues);
  const more = [
    'The price by which orders are judged',
    bid !== undefined && `bid ${groupDecimal(bid, places)}`,
    ask !== undefined && `ask ${groupDecimal(ask, places)}`,
    marketTime !== undefined && `the market's own time is ${marketTime}`,
    old && 'it may be old',
  ];
  return (
    <span
      className={old ? 'item blind' : 'item'}
      data-testid="market"
      data-blind={old}
      title={more.filter((one) => one !== false).join('; ')}
    >
      {market.symbol} <b>{groupDecimal(market.last, places)}</b>
      <em>{priceWords(market, sinceMs)}</em>
    </span>
  );
}
