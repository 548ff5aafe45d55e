/**
 * The symbol that another program asks for: already in the ticket, waiting for the operator, or unknown to the desk. It
 * stands below the scrolled part, so that nothing moves when it appears.
 */
import { clockOf } from '../../format/times.ts';
import { useKeys } from '../../store/settings/useKeys.ts';
import { acceptOffer, dropOffer, useTicket } from '../../store/ticketStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { notArmedYet, useArmed } from '../../ui/controls/useArmed.ts';
import { Capped } from '../../ui/display/Capped.tsx';
import { StateWord } from '../../ui/display/StateWord.tsx';

export function ForeignSymbol() {
  const offer = useTicket((ticket) => ticket.offer);
  const reviewing = useTicket((ticket) => ticket.reviewing !== undefined);
  const putIn = useTicket((ticket) =>
    ticket.form?.symbol === ticket.putIn?.symbol ? ticket.putIn : undefined,
  );
  const armed = useArmed(offer?.kind === 'known' ? offer.symbol : '');
  const keysOf = useKeys();
  if (offer === undefined && putIn === undefined) return null;
  return (
    <div className="foreign-symbol" data-testid="foreign-symbol" role="status">
      {putIn !== undefined && offer === undefined && (
        <span className="dim small">
          <Capped>{`${putIn.symbol} comes from ${putIn.from}, ${clockOf(putIn.atMs).slice(0, 8)}`}</Capped>
        </span>
      )}
      {offer?.kind === 'known' && (
        <>
          <Capped>{`${offer.symbol} from ${offer.from}`}</Capped>
          <Button
            // Another symbol makes another button: a press that began on this one does not count there.
            key={offer.symbol}
            keys={keysOf('takeSymbol')}
            disabledReason={
              reviewing
                ? 'Leave the review first: its terms stay as they are'
                : armed
                  ? undefined
                  : notArmedYet
            }
            arming={!armed}
            onPress={acceptOffer}
          >
            Take {offer.symbol}
          </Button>
        </>
      )}
      {offer?.kind === 'unknown' && (
        <StateWord glyph="warning" tone="warn">
          <Capped>{`${offer.from}: ${offer.why}`}</Capped>
        </StateWord>
      )}
      {offer !== undefined && (
        <Button look="quiet" name="Let go what the other program wants" onPress={dropOffer}>
          ×
        </Button>
      )}
    </div>
  );
}
