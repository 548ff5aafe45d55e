/**
 * The last check before an order is sent: Enter sends, Esc goes back. The Send button is at the top, far from the place
 * where Review was pressed. A second press on that place goes back.
 */
import { useEffect, useRef, useState, type MouseEvent } from 'react';
import { groupDecimal, placesOf, roundTo } from '../../format/decimals.ts';
import { describeTerms } from '../../model/orders/orderTerms.ts';
import { buildTicket, type Instrument, type TicketForm } from '../../model/orders/ticketForm.ts';
import { overridable, rulesOf } from './softLimits.ts';
import { priceWords } from '../../model/desk/priceLook.ts';
import { closeReview, focusTicket, useTicket } from '../../store/ticketStore.ts';
import { useWhyNoCommand } from '../../store/desk/entryGate.ts';
import { useMarket } from '../../store/desk/markets.ts';
import { hereOf, useDesks } from '../../store/desks/desksStore.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Fact } from '../../ui/display/Fact.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { notArmedYet, useArmed } from '../../ui/controls/useArmed.ts';
import { DryRunView } from './DryRunView.tsx';
import { ForeignSymbol } from './ForeignSymbol.tsx';
import { TicketWarnings } from './TicketWarnings.tsx';
import { useProposals } from '../common/useProposals.ts';
import { orderValue } from './orderValue.ts';
import { noOverrideWish, OverrideFields } from './OverrideFields.tsx';
import { submitReviewed, type TicketOverride } from './submitTicket.ts';
import type { DryRunState } from './useDryRun.ts';

interface Properties {
  readonly form: TicketForm;
  readonly signalId: string;
  readonly instrument: Instrument | undefined;
  /** The order's venue. */
  readonly venue: string | undefined;
  readonly dryRun: DryRunState;
  readonly disabledReason: string | undefined;
}

const reasonLengthMin = 3;

/** A press on the text of the review, such as the second one of a double click, leaves the focus on Send. */
function keepFocus(event: MouseEvent<HTMLElement>): void {
  const pressed = event.target;
  if (pressed instanceof Element && pressed.closest('button, input, select, textarea, a') === null) {
    event.preventDefault();
  }
}

export function TicketReview({ form, signalId, instrument, venue, dryRun, disabledReason }: Properties) {
  const send = useRef<HTMLButtonElement>(null);
  const sending = useTicket((ticket) => ticket.sending);
  const environment = useStatus((store) => store.status?.environment);
  const here = useDesks(hereOf);
  const shown = useMarket(form.symbol);
  const armed = useArmed(signalId);
  useEffect(() => {
    send.current?.focus();
  }, []);
  const ticket = buildTicket(form, signalId);
  const places = placesOf(instrument?.tickSize ?? '1');
  const price = (text: string | undefined): string | undefined =>
    text === undefined ? undefined : groupDecimal(text, places);
  const value = dryRun.kind === 'answered' && dryRun.current ? orderValue(dryRun.dryRun) : undefined;
  const refused =
    dryRun.kind === 'answered' &&
    (dryRun.dryRun.refusals.length > 0 ||
      dryRun.dryRun.risk?.rules.some((rule) => rule.verdict === 'deny') === true);
  const soft = dryRun.kind === 'answered' ? overridable(dryRun.dryRun) : [];
  const [wish, setWish] = useState(noOverrideWish);
  const mayOnlyPropose = useWhyNoCommand('limits') !== undefined;
  const waits = useProposals().value?.proposals.some(
    ({ asks }) => 'signalId' in asks && asks.signalId === signalId,
  );
  const override: TicketOverride | undefined =
    soft.length === 0
      ? undefined
      : {
          rules: rulesOf(soft),
          minutes: Number(wish.minutes),
          reason: wish.reason.trim(),
          proposed: mayOnlyPropose || soft.some(({ fourEyes }) => fourEyes === true),
        };
  const unreasoned =
    override !== undefined && waits === true
      ? 'The override waits for another person, who approves it on the Risk screen'
      : override !== undefined && override.reason.length < reasonLengthMin
        ? `Give a reason for the override, of at least ${reasonLengthMin} characters`
        : undefined;
  const whyNot =
    disabledReason ?? (sending ? 'On its way' : (unreasoned ?? (armed ? undefined : notArmedYet)));
  const sendIt = (): void => {
    if (whyNot === undefined) void submitReviewed(form, override);
  };
  const back = (): void => {
    closeReview();
    focusTicket();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- hears the Esc of the buttons inside
    <section
      className="review"
      aria-label="Review the order"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        back();
      }}
      onMouseDown={keepFocus}
    >
      <p className={`review-terms tone-${form.side}`}>
        <Glyph shape={form.side === 'buy' ? 'up' : 'down'} />
        {describeTerms({ ...ticket, side: form.side.toUpperCase() }, places)}
      </p>
      <div className="review-send">
        <Button
          reference={send}
          look={form.side}
          className="send"
          disabledReason={whyNot}
          arming={!armed}
          keys="Enter"
          onPress={sendIt}
        >
          {sending
            ? 'Sending…'
            : override !== undefined
              ? `${override.proposed ? 'Propose the override of' : 'Override and send'} ${form.side} ${groupDecimal(ticket.quantity)} ${form.symbol}`
              : refused
                ? 'Send anyway: will be refused'
                : `Send ${form.side} ${groupDecimal(ticket.quantity)} ${form.symbol}`}
        </Button>
      </div>
      <div className="review-scroll">
        {override !== undefined && (
          <OverrideFields
            rules={soft}
            wish={wish}
            mayOnlyPropose={mayOnlyPropose}
            waits={waits === true}
            onWish={setWish}
            onAct={sendIt}
          />
        )}
        <dl className="facts review-facts">
          <Fact name="value">
            {value === undefined
              ? undefined
              : `${groupDecimal(roundTo(value, 2), 2)} ${instrument?.currency ?? ''}`}
          </Fact>
          <Fact name="venue">
            {venue === undefined
              ? undefined
              : `${here === undefined ? '' : `${here.name}: `}${venue}${form.venue === '' ? '' : ', as chosen'}${environment === undefined ? '' : `, ${environment}`}`}
          </Fact>
          <Fact name="account">{`${ticket.account}, strategy ${ticket.strategy}`}</Fact>
          <Fact name="price">{shown && `${price(shown.last) ?? ''} · ${priceWords(shown)}`}</Fact>
          <Fact name="take profit">{price(ticket.takeProfit)}</Fact>
          <Fact name="stop loss">{price(ticket.stopLoss)}</Fact>
          <Fact name="reduce only">{ticket.reduceOnly === true ? 'yes' : undefined}</Fact>
          <Fact name="note">{ticket.note}</Fact>
        </dl>
        <TicketWarnings terms={form} />
        <DryRunView state={dryRun} />
      </div>
      <ForeignSymbol />
      <Button className="back" onPress={back} keys="Esc">
        Back
      </Button>
    </section>
  );
}
