/** Engine, trading states, kill switches, strategies, consoles, venues and breakers as they stood. */
import { entriesOf } from '../../../shared/kernel/records.ts';
import type { ConsoleAt, DeskAtView, VenueAt } from '../../../shared/contract/past.ts';
import { groupInteger } from '../../format/decimals.ts';
import { dateTime } from '../../format/times.ts';
import { breakerLook, rateText } from '../../model/desk/venueLook.ts';
import { scopeShort, stateLooks } from '../../model/desk/tradingScope.ts';
import { lookOf } from '../../model/orders/orderStatus.ts';
import type { Look } from '../../ui/display/look.ts';
import { Panel } from '../../ui/display/Panel.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';

interface LineProperties {
  readonly name: string;
  readonly look: Look;
  readonly since?: string | undefined;
  readonly detail: string;
}

function Line({ name, look, since, detail }: LineProperties) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        <StateWord glyph={look.glyph} tone={look.tone}>
          {look.word}
        </StateWord>
        {since !== undefined && (
          <div className="mono dim small" title={dateTime(since)}>
            since {dateTime(since).slice(0, 19)}
          </div>
        )}
      </td>
      <td className="wrap">{detail}</td>
    </tr>
  );
}

const running: Look = { word: 'Running', glyph: 'dot', tone: 'ok' };
const stopped: Look = { word: 'Stopped', glyph: 'square', tone: 'bad' };
const isConnected: Look = { word: 'Connected', glyph: 'dot', tone: 'ok' };
const killing: Look = { word: 'Under way', glyph: 'ban', tone: 'bad' };

export function PastStates({ desk }: { readonly desk: DeskAtView }) {
  const { engine, scopes, kills, strategies, consoles, venues, riskBreaker, orders } = desk;
  return (
    <Panel title="States" testId="past-states">
      <p className="past-counts">
        {Object.keys(orders).length === 0
          ? 'No order yet'
          : entriesOf(orders)
              .map(([status, count]) => `${groupInteger(count)} ${lookOf(status).word.toLowerCase()}`)
              .join(' · ')}
      </p>
      <table className="table past-lines">
        <TableHead columns={['What', 'State', 'Why']} />
        <tbody>
          {engine !== undefined && (
            <Line
              name="Engine"
              look={engine.running ? running : stopped}
              since={engine.since}
              detail={engine.detail}
            />
          )}
          {scopes.map(({ scope, state, since, reason, actor }) => (
            <Line
              key={scope}
              name={`Trading: ${scopeShort(scope)}`}
              look={stateLooks[state]}
              since={since}
              detail={since === undefined ? reason : `${reason}, by ${actor}`}
            />
          ))}
          {kills.map(({ killId, scope, flatten, since, reason, actor }) => (
            <Line
              key={killId}
              name={`Kill switch${flatten ? ' and flatten' : ''}: ${scopeShort(scope)}`}
              look={killing}
              since={since}
              detail={`${reason}, by ${actor}`}
            />
          ))}
          {venues.map((venue) => (
            <VenueLines key={venue.venue} venue={venue} />
          ))}
          <Line
            name="Breaker of risk"
            look={breakerLook(riskBreaker.state)}
            since={riskBreaker.since}
            detail={riskBreaker.reason}
          />
          {strategies.map((strategy) => (
            <Line key={strategy} name={`Strategy ${strategy}`} look={running} detail="" />
          ))}
          {consoles.map((console) => (
            <Line
              key={console.console}
              name={`Console on ${console.machine}`}
              look={isConnected}
              since={console.since}
              detail={consoleDetail(console)}
            />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function consoleDetail({ operator, certificate, address, console }: ConsoleAt): string {
  return [
    operator,
    certificate !== undefined && `certificate ${certificate}`,
    address !== undefined && `from ${address}`,
    `named ${console} in the audit trail`,
  ]
    .filter((part) => part !== false)
    .join(', ');
}

function VenueLines({ venue }: { readonly venue: VenueAt }) {
  const { breaker, throttled } = venue;
  return (
    <>
      <Line
        name={`Venue ${venue.venue}`}
        look={connectionLook(venue)}
        since={venue.silentSince ?? venue.since}
        detail={venue.detail}
      />
      <Line
        name={`Breaker of ${venue.venue}`}
        look={breakerLook(breaker.state)}
        since={breaker.since}
        detail={breaker.reason}
      />
      {throttled !== undefined && (
        <Line
          name={`Calls to ${venue.venue}`}
          look={{ word: `Slowed to ${rateText(throttled.ratePerSecond)}`, glyph: 'warning', tone: 'warn' }}
          since={throttled.since}
          detail={throttled.reason}
        />
      )}
    </>
  );
}

function connectionLook({ connected, silentSince }: VenueAt): Look {
  if (!connected) return { word: 'Not connected', glyph: 'cross', tone: 'bad' };
  if (silentSince !== undefined) return { word: 'Silent', glyph: 'clock', tone: 'bad' };
  return isConnected;
}
