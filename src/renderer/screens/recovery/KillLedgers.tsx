/**
 * Every use of the kill switch, with a row per order: the requests to the venue, how many there were, and the outcome.
 */
import { useState } from 'react';
import { externalLeftWords } from '../../../shared/contract/words/externalLeftWords.ts';
import { killOffRecordWords } from '../../../shared/contract/words/offRecordWords.ts';
import type { KillLedger } from '../../../shared/contract/trading.ts';
import { counted, groupDecimal, groupInteger } from '../../format/decimals.ts';
import { clockTime, dateTime, timesZone } from '../../format/times.ts';
import { isOpen, killRowLook, ledgerLook, openRowsFirst } from './killLedger.ts';
import { deskScope, scopeShort } from '../../model/desk/tradingScope.ts';
import { sentence } from '../../format/sentence.ts';
import { isStoreEnded, useStatus } from '../../store/desk/statusStore.ts';
import { openDeskDialog } from '../../store/window/uiStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Capped } from '../../ui/display/Capped.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { Progress } from '../../ui/display/Progress.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { Select } from '../../ui/controls/Select.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';
import { OrderLink } from '../common/OrderLink.tsx';
import { useTableKeys } from '../common/useTableKeys.ts';
import type { LiveLedgers } from './useKillLedgers.ts';

export function KillLedgers({ ledgers, fault }: LiveLedgers) {
  const [chosen, setChosen] = useState<string>();
  const shown = ledgers?.find(({ killId }) => killId === chosen) ?? ledgers?.[0];
  return (
    <Panel
      title="Kill switch"
      className="kill-ledgers"
      testId="kill-ledgers"
      extra={
        ledgers !== undefined && (
          <span className="count">
            {ledgers.length === 0
              ? 'never used'
              : `used ${ledgers.length === 1 ? 'once' : `${groupInteger(ledgers.length)} times`}`}
          </span>
        )
      }
      actions={
        ledgers !== undefined &&
        ledgers.length > 1 && (
          <Select
            chip
            label="Use of the kill switch"
            value={shown?.killId ?? ''}
            options={ledgers.map((ledger) => ({
              value: ledger.killId,
              label: `${dateTime(ledger.startedAt).slice(0, 19)} ${scopeShort(ledger.scope)}`,
            }))}
            onChange={setChosen}
          />
        )
      }
    >
      {ledgers === undefined ? (
        fault === undefined ? (
          <Loading title="Loading the ledger" />
        ) : (
          <Notice kind="error" title="The ledger can't be shown" text={fault.message} />
        )
      ) : shown === undefined ? (
        <Notice kind="empty" title="The kill switch was never used">
          <p>
            It halts a scope and cancels every working order in it. Each order it canceled shows up here until
            the venue has confirmed it.
          </p>
          <Button
            look="danger"
            onPress={() => {
              openDeskDialog('kill', deskScope);
            }}
          >
            Stop desk…
          </Button>
        </Notice>
      ) : (
        <Ledger ledger={shown} />
      )}
    </Panel>
  );
}

/** More rows would slow the window down. Open rows come first. */
const rowsMax = 500;

function Ledger({ ledger }: { readonly ledger: KillLedger }) {
  const { scope, state, reason, actor, startedAt, provenAt, detail, offRecord, rows, flatten } = ledger;
  const halted = useStatus(({ status }) =>
    status?.trading.states.some((one) => one.scope === scope && one.state === 'halted'),
  );
  const look = ledgerLook(state, halted !== false);
  const left = rows.filter(isOpen).length;
  return (
    <>
      <div className="ledger-head" data-testid="kill-ledger" data-state={state} data-open={left}>
        <p>
          <b>{scopeShort(scope)}</b>{' '}
          <StateWord glyph={look.glyph} tone={look.tone}>
            {look.word}
          </StateWord>{' '}
          <span className="dim">
            {rows.length === 0
              ? 'no order was working'
              : `${groupInteger(rows.length - left)} of ${counted(rows.length, 'order')} ended`}
            {provenAt !== undefined && `, proven at ${clockTime(provenAt)} ${timesZone()}`}
            {flatten && state !== 'flat' && ', to be flattened as well'}
            {externalLeftWords(ledger)}
          </span>
        </p>
        <p className="dim">
          {dateTime(startedAt).slice(0, 19)} {timesZone()} · {actor.replace('operator:', '')}
        </p>
        <p className="dim">
          <Capped>{reason}</Capped>
        </p>
        {detail !== undefined && (
          <p className="tone-warn">
            <Capped>{detail}</Capped>
          </p>
        )}
        {offRecord !== undefined && (
          <p className="tone-bad" data-testid="kill-off-record">
            <Glyph shape="warning" />
            {sentence(killOffRecordWords(offRecord, flatten, isStoreEnded()))}
          </p>
        )}
        {left > 0 && <Progress label="Orders ended" done={rows.length - left} total={rows.length} />}
      </div>
      {rows.length === 0 ? (
        <Notice
          kind="empty"
          title="No order was working in this scope"
          text="There was nothing to cancel: the scope was halted."
        />
      ) : (
        <LedgerRows rows={openRowsFirst(ledger)} left={left} />
      )}
    </>
  );
}

interface LedgerRowsProperties {
  readonly rows: readonly KillLedger['rows'][number][];
  /** How many rows have not ended. */
  readonly left: number;
}

function LedgerRows({ rows, left }: LedgerRowsProperties) {
  const shown = rows.slice(0, rowsMax);
  const rowKeys = useTableKeys(shown.length);
  return (
    <ScrollArea keyed name="Orders of the kill switch">
      <table className="table">
        <caption className="visually-hidden">Orders of the kill switch</caption>
        <TableHead
          columns={[
            'Order',
            'Symbol',
            'Venue',
            { number: 'Qty' },
            'State',
            { number: 'Attempts' },
            `Last, ${timesZone()}`,
            'Detail',
          ]}
        />
        <tbody>
          {shown.map((row, index) => {
            const rowLook = killRowLook(row.state);
            return (
              <tr key={row.orderId} {...rowKeys(index)} data-order-id={row.orderId} data-state={row.state}>
                <td>
                  <OrderLink tabIndex={-1} orderId={row.orderId} />
                </td>
                <td>
                  {row.symbol}
                  {row.flattens === true && <span className="dim"> {closing(row.limitPrice)}</span>}
                </td>
                <td className="dim">{row.venue}</td>
                <td className="n">{groupDecimal(row.quantity)}</td>
                <td>
                  <StateWord glyph={rowLook.glyph} tone={rowLook.tone}>
                    {rowLook.word}
                  </StateWord>
                </td>
                <td className="n">{groupInteger(row.attempts)}</td>
                <td className="mono dim">
                  {row.lastAttemptAt === undefined ? '' : clockTime(row.lastAttemptAt)}
                </td>
                <td className="dim wrap">{row.detail}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length > rowsMax && (
        <p className="ledger-more dim">
          and {groupInteger(rows.length - rowsMax)} more,{' '}
          {left > rowsMax ? 'open ones among them' : 'all ended'}
        </p>
      )}
    </ScrollArea>
  );
}

function closing(limitPrice: string | undefined): string {
  return `closes a position${limitPrice === undefined ? '' : `, at ${groupDecimal(limitPrice)} at worst`}`;
}
