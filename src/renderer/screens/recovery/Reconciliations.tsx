/** Each venue's last reconciliation: the differences, and how each was settled. */
import { useState } from 'react';
import type { VenueId } from '../../../shared/kernel/ids.ts';
import type { ReconciliationReport, VenueReconciliation } from '../../../shared/contract/recovery.ts';
import { storeDoubt } from '../../../shared/contract/status.ts';
import { counted, groupInteger, signedDecimal } from '../../format/decimals.ts';
import { shortId } from '../../format/ids.ts';
import { clockTime, deltaBetween, timesZone } from '../../format/times.ts';
import { scopeShort } from '../../model/desk/tradingScope.ts';
import { differencesWords, reconciliationLook, triggerWords } from '../../model/desk/reconciliationLook.ts';
import { sentence } from '../../format/sentence.ts';
import { acceptReconciliation, cancelStray, runReconciliation } from '../../store/actions.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import type { KillLedger } from '../../../shared/contract/trading.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { reasonsFor } from '../../store/reasons.ts';
import { ReasonDialog } from '../../ui/dialogs/ReasonDialog.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';
import { TableHead } from '../../ui/display/TableHead.tsx';
import { useNow } from '../../ui/useNow.ts';
import { VenueTrouble } from '../common/VenueTrouble.tsx';
import { OrderLink } from '../common/OrderLink.tsx';
import { useTableKeys } from '../common/useTableKeys.ts';
import { ledgerLook, provenSince } from './killLedger.ts';
import { useAsked } from '../common/useAsked.ts';

interface Properties {
  readonly again: unknown;
  /** The kill switches' ledgers: their proofs may be newer than a comparison. */
  readonly ledgers: readonly KillLedger[] | undefined;
}

const noLedgers: readonly KillLedger[] = [];

export function Reconciliations({ again, ledgers = noLedgers }: Properties) {
  const { value, fault } = useAsked('listReconciliations', {}, again);
  return (
    <Panel title="Reconciliation" className="reconciliations" testId="reconciliations">
      {value === undefined ? (
        fault === undefined ? (
          <Loading title="Loading the reports" />
        ) : (
          <Notice kind="error" title="The reports can't be shown" text={fault.message} />
        )
      ) : value.venues.length === 0 ? (
        <Notice kind="empty" title="No venue is configured" />
      ) : (
        <ScrollArea name="Reports by venue">
          {value.venues.map((venue) => (
            <Venue key={venue.venue} reconciliation={venue} ledgers={ledgers} />
          ))}
        </ScrollArea>
      )}
    </Panel>
  );
}

interface VenueProperties {
  readonly reconciliation: VenueReconciliation;
  readonly ledgers: readonly KillLedger[];
}

function Venue({ reconciliation, ledgers }: VenueProperties) {
  const { venue, gate, report } = reconciliation;
  const now = useNow(1_000);
  const { status, receivedAt } = useStatus();
  const silentSince = status?.venues.find((one) => one.venue === venue)?.silentSince;
  // This is the engine's clock, because the times of the reports are on it.
  const engineMs = status === undefined ? now : Date.parse(status.time) + now - receivedAt;
  const storeInDoubt = status !== undefined && storeDoubt(status) !== undefined;
  const look = reconciliationLook(reconciliation, engineMs, { silentSince, storeInDoubt });
  return (
    <article
      className="reconciliation"
      data-testid="reconciliation"
      data-venue={venue}
      data-gate={gate}
      aria-label={`Reconciliation with ${venue}`}
    >
      <div className="venue-head">
        <b>{venue}</b>
        <StateWord glyph={look.glyph} tone={look.tone}>
          {look.word}
        </StateWord>
        <span className="grow" />
        <Actions reconciliation={reconciliation} />
      </div>
      <p className="dim">{look.says}</p>
      {report !== undefined && <Report report={report} proven={provenSince(ledgers, report.finishedAt)} />}
    </article>
  );
}

interface ReportProperties {
  readonly report: ReconciliationReport;
  /** A kill switch that was proven after the comparison. */
  readonly proven: KillLedger | undefined;
}

function Report({ report, proven }: ReportProperties) {
  const { startedAt, finishedAt, ordersCompared, executionsCompared, differences, positions } = report;
  return (
    <>
      <p data-testid="reconciliation-summary">
        Compared {triggerWords(report)}, {clockTime(startedAt).slice(0, 8)} {timesZone()}, in{' '}
        {deltaBetween(startedAt, finishedAt).slice(1, 6)} s: {counted(ordersCompared, 'order')},{' '}
        {counted(executionsCompared, 'execution')}, {differencesWords(report)}.
      </p>
      {proven?.provenAt !== undefined && (
        <p className="tone-warn" data-testid="comparison-older">
          <Glyph shape="clock" />
          Older than the kill switch: {scopeShort(proven.scope)} was proven{' '}
          {ledgerLook(proven.state, true).word.toLowerCase()} at {clockTime(proven.provenAt).slice(0, 8)}{' '}
          {timesZone()}, after this comparison. Run now… compares again.
        </p>
      )}
      {differences.length > 0 && <Differences venue={report.venue} differences={differences} />}
      {positions.length > 0 && <Positions positions={positions} at={finishedAt} />}
    </>
  );
}

type Difference = ReconciliationReport['differences'][number];

interface DifferencesProperties {
  readonly venue: VenueId;
  readonly differences: readonly Difference[];
}

function Differences({ venue, differences }: DifferencesProperties) {
  const [canceling, setCanceling] = useState<Difference>();
  const whyNoCommand = useWhyNoCommand('settle');
  const rowKeys = useTableKeys(differences.length);
  const close = (): void => {
    setCanceling(undefined);
  };
  return (
    <>
      <table className="table">
        <caption className="visually-hidden">Differences</caption>
        <TableHead columns={['Difference', 'Order', 'Detail', 'State', { hidden: 'Action' }]} />
        <tbody>
          {differences.map((difference, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a report does not change
            <tr key={index} {...rowKeys(index)} data-resolved={difference.resolved}>
              <th scope="row">{difference.kind.replaceAll('_', ' ')}</th>
              <td>
                {difference.orderId === undefined ? (
                  <span className="mono dim" title={difference.clientOrderId}>
                    {shortId(difference.clientOrderId ?? '—')}
                  </span>
                ) : (
                  <OrderLink tabIndex={-1} orderId={difference.orderId} />
                )}
              </td>
              <td className="wrap">{difference.detail}</td>
              <td>
                <StateWord
                  glyph={difference.resolved ? 'check' : 'warning'}
                  tone={difference.resolved ? 'ok' : 'bad'}
                >
                  {difference.resolved ? 'Settled' : 'Open'}
                </StateWord>
              </td>
              <td>
                {difference.kind === 'works_there' && !difference.resolved && (
                  <Button
                    tabIndex={-1}
                    look={whyNoCommand === undefined ? 'danger' : 'plain'}
                    name={`Cancel ${shortId(difference.clientOrderId ?? '')} at ${venue}…`}
                    disabledReason={whyNoCommand}
                    onPress={() => {
                      setCanceling(difference);
                    }}
                  >
                    Cancel…
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {canceling !== undefined && (
        <ReasonDialog
          reasons={reasonsFor('reconcile')}
          danger
          title={`Cancel ${shortId(canceling.clientOrderId ?? '')} at ${venue}`}
          confirm="Cancel it there"
          onConfirm={(reason) => cancelStray({ venue, clientOrderId: canceling.clientOrderId ?? '', reason })}
          onClose={close}
        >
          <p>{sentence(canceling.detail)}</p>
          <p>
            The cancel goes straight to {venue}, under the ids that the order has there; what is filled by
            then stays filled. Then the two records are compared anew. The order here stays as it is.
          </p>
          <VenueTrouble venues={[venue]} />
        </ReasonDialog>
      )}
    </>
  );
}

/** Figures of the moment of the comparison, not of now. */
function Positions({
  positions,
  at,
}: {
  readonly positions: ReconciliationReport['positions'];
  readonly at: string;
}) {
  const time = clockTime(at).slice(0, 8);
  return (
    <table className="table">
      <caption className="visually-hidden">Positions</caption>
      <TableHead
        columns={[
          'Position',
          'Account',
          { number: `Desk at ${time}` },
          { number: `Venue at ${time}` },
          'State',
        ]}
      />
      <tbody>
        {positions.map(({ account, symbol, ours, venue }) => {
          const same = ours === venue;
          return (
            <tr key={`${account ?? ''} ${symbol}`}>
              <th scope="row">{symbol}</th>
              <td className="dim">{account ?? 'all'}</td>
              <td className="n">{signedDecimal(ours)}</td>
              <td className="n">{signedDecimal(venue)}</td>
              <td>
                <StateWord glyph={same ? 'check' : 'warning'} tone={same ? 'ok' : 'bad'}>
                  {same ? 'Same' : 'Differs'}
                </StateWord>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Actions({ reconciliation }: { readonly reconciliation: VenueReconciliation }) {
  const { venue, gate, report } = reconciliation;
  const [asking, setAsking] = useState<'run' | 'accept'>();
  const whyNoCommand = useWhyNoCommand('settle');
  const open = report?.differences.filter(({ resolved }) => !resolved).length ?? 0;
  const close = (): void => {
    setAsking(undefined);
  };
  return (
    <>
      <Button
        disabledReason={whyNoCommand ?? (gate === 'running' ? 'A comparison is under way' : undefined)}
        onPress={() => {
          setAsking('run');
        }}
      >
        Run now…
      </Button>
      <Button
        look={gate === 'differences' ? 'danger' : 'plain'}
        disabledReason={
          whyNoCommand ?? (gate === 'differences' ? undefined : 'There is no difference to accept')
        }
        onPress={() => {
          setAsking('accept');
        }}
      >
        Accept…
      </Button>
      {asking === 'run' && (
        <ReasonDialog
          reasons={reasonsFor('reconcile')}
          title={`Reconcile with ${venue}`}
          confirm={`Ask ${venue} now`}
          onConfirm={(reason) => runReconciliation({ venue, reason })}
          onClose={close}
        >
          <p>
            The venue is asked for its orders, executions and positions, and they are compared with those of
            the desk. What was lost is taken in; what can't be settled is shown.
          </p>
        </ReasonDialog>
      )}
      {asking === 'accept' && (
        <ReasonDialog
          reasons={reasonsFor('reconcile')}
          danger
          title={`Accept the differences with ${venue}`}
          confirm={`Accept ${counted(open, 'difference')}`}
          onConfirm={(reason) => acceptReconciliation({ venue, reason })}
          onClose={close}
        >
          <p>
            New orders leave to {venue} again although {groupInteger(open)}{' '}
            {open === 1 ? 'difference stays' : 'differences stay'} open. The differences themselves are not
            changed by it.
          </p>
        </ReasonDialog>
      )}
    </>
  );
}
