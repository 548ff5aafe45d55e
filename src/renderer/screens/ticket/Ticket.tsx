/** Enters an order by hand: form, live checks, review, outcome. */
import { describeTerms } from '../../model/orders/orderTerms.ts';
import { buildTicket, missingField, venueOf } from '../../model/orders/ticketForm.ts';
import { placesOf } from '../../format/decimals.ts';
import { tickTextAt } from '../../model/orders/priceSteps.ts';
import { useDesk } from '../../store/desk/deskStore.ts';
import { useWhyNoEntry } from '../../store/desk/entryGate.ts';
import { useIsPriceOld, useMarketPrices } from '../../store/desk/markets.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { openReview, useTicket } from '../../store/ticketStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Capped } from '../../ui/display/Capped.tsx';
import { Loading } from '../common/Loading.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { DryRunView } from './DryRunView.tsx';
import { ForeignSymbol } from './ForeignSymbol.tsx';
import { TicketWarnings } from './TicketWarnings.tsx';
import { TicketMarket } from './TicketMarket.tsx';
import { TicketFields } from './fields/TicketFields.tsx';
import { HereBadge } from '../desks/DeskBadge.tsx';
import { TicketOutcome } from './TicketOutcome.tsx';
import { TicketReview } from './TicketReview.tsx';
import { refusedBecause, useDryRun } from './useDryRun.ts';

export function Ticket() {
  const form = useTicket((ticket) => ticket.form);
  const reviewing = useTicket((ticket) => ticket.reviewing);
  const desk = useDesk((store) => store.desk);
  const environment = useStatus((store) => store.status?.environment);
  const market = useMarketPrices(form?.symbol);
  const old = useIsPriceOld(form?.symbol);
  const dryRun = useDryRun(form, reviewing);
  const gate = useWhyNoEntry();
  const disabledReason = gate ?? (form === undefined ? undefined : missingField(form));
  const refused = refusedBecause(dryRun);
  const instrument = desk?.instruments.find((candidate) => candidate.symbol === form?.symbol);
  const venue = form && desk && venueOf(form, desk);
  const about =
    instrument &&
    [
      ...(venue === undefined ? [] : [venue.venue]),
      `tick ${tickTextAt(market?.last, instrument)}`,
      `lot ${instrument.lotSize}`,
      ...(instrument.multiplier === undefined ? [] : [`multiplier ${instrument.multiplier}`]),
    ].join(' · ');
  return (
    <Panel
      title="Ticket"
      className="ticket"
      testId="ticket"
      extra={
        <>
          <HereBadge />
          {environment !== undefined && (
            <span className={`environment env-${environment.toLowerCase()}`}>{environment}</span>
          )}
        </>
      }
      actions={
        about !== undefined && (
          <span className="dim small" title={about}>
            {about}
          </span>
        )
      }
    >
      <TicketOutcome />
      {form === undefined || desk === undefined ? (
        <Loading title="Waiting for the desk" />
      ) : reviewing !== undefined ? (
        <TicketReview
          form={form}
          signalId={reviewing}
          instrument={instrument}
          venue={venue?.venue}
          dryRun={dryRun}
          disabledReason={gate}
        />
      ) : (
        <TicketForm disabledReason={disabledReason}>
          <TicketMarket instrument={instrument} symbol={form.symbol} old={old} />
          <div className="ticket-scroll">
            <TicketFields
              form={form}
              desk={desk}
              instrument={instrument}
              market={market}
              blind={old}
              refusals={dryRun.kind === 'answered' ? dryRun.dryRun.refusals : []}
            />
            <TicketWarnings terms={form} />
            <DryRunView state={dryRun} />
          </div>
          <ForeignSymbol />
          <Button
            look={refused === undefined ? form.side : 'plain'}
            className="send"
            disabledReason={disabledReason}
            keys="Enter"
            onPress={openReview}
          >
            Review{' '}
            {describeTerms(
              { ...buildTicket(form, ''), timeInForce: undefined },
              placesOf(instrument?.tickSize ?? '1'),
            )}
          </Button>
          {/* Its room is always reserved, so that the button does not move away from a pointer. */}
          <div className="send-why">
            {disabledReason !== undefined && (
              <p
                className={`clamped ${gate === undefined ? 'dim' : 'tone-bad'}`}
                title={disabledReason}
                aria-hidden="true"
              >
                {disabledReason}
              </p>
            )}
            {disabledReason === undefined && refused !== undefined && (
              <p className="tone-bad" data-testid="would-be-refused">
                <Capped>{`Would be refused now: ${refused}`}</Capped>
              </p>
            )}
          </div>
        </TicketForm>
      )}
    </Panel>
  );
}

/** Enter in any field opens the review. The browser's own checks are off: the engine judges the values. */
function TicketForm({
  disabledReason,
  children,
}: {
  readonly disabledReason: string | undefined;
  readonly children: React.ReactNode;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hears Enter and Esc of the fields inside
    <form
      className="ticket-form"
      noValidate
      aria-label="Order ticket"
      onSubmit={(event) => {
        event.preventDefault();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          // Esc goes back one step: first it closes the outcome, then it leaves the ticket.
          event.preventDefault();
          if (useTicket.getState().outcome !== undefined) useTicket.setState({ outcome: undefined });
          else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
          return;
        }
        const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
        if (event.key !== 'Enter' || event.repeat || !typing || event.ctrlKey) return;
        event.preventDefault();
        if (disabledReason === undefined) openReview();
      }}
    >
      {children}
    </form>
  );
}
