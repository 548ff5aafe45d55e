/** Messages of a FIX session by pages: newest first, or those about one order in their order. */
import { useState } from 'react';
import type { OrderId, VenueId } from '../../../shared/kernel/ids.ts';
import { timesZone } from '../../format/times.ts';
import { fixPageMax, type FixSessionName } from '../../../shared/contract/fix.ts';
import { counted } from '../../format/decimals.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Checkbox } from '../../ui/controls/Checkbox.tsx';
import { NewRowsPill } from '../../ui/display/NewRowsPill.tsx';
import { Loading } from '../common/Loading.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { ScrollArea } from '../../ui/display/ScrollArea.tsx';
import { useFrozen } from '../../ui/useFrozen.ts';
import { useAsked } from '../common/useAsked.ts';
import { FixMessageList } from './FixMessageList.tsx';

interface Properties {
  readonly venue: VenueId;
  readonly session: FixSessionName;
  /** Only messages about this order; absent: all of the session. */
  readonly orderId?: OrderId;
  readonly name: string;
  /** Buttons beside those that turn the page. */
  readonly children?: React.ReactNode;
}

const sessionPage = 100;

export function FixMessages({ venue, session, orderId, name, children }: Properties) {
  const [before, setBefore] = useState<number>();
  const [heartbeats, setHeartbeats] = useState(false);
  const [pointedAt, setPointedAt] = useState(false);
  const isOrder = orderId !== undefined;
  const input = {
    venue,
    session,
    limit: isOrder ? fixPageMax : sessionPage,
    ...(isOrder ? { orderId } : { heartbeats }),
    ...(before !== undefined && { beforePosition: before }),
  };
  const { value, fault } = useAsked('queryFixMessages', input, useSessionMoves(venue, session));
  // The rows keep still while the pointer is on them.
  const page = useFrozen(value, pointedAt, `${JSON.stringify(input)} ${value === undefined}`) ?? value;
  if (page === undefined) {
    return fault === undefined ? (
      <Loading title="Loading the messages" />
    ) : (
      <Notice kind="error" title="The messages can't be shown" text={fault.message} />
    );
  }
  const { messages, more, tagNames } = page;
  const hasNewer = value !== undefined && value.messages[0]?.position !== messages[0]?.position;
  return (
    <div className="fix-messages">
      <div className="fix-bar">
        {children}
        {!isOrder && <Checkbox label="Heartbeats" checked={heartbeats} onChange={setHeartbeats} />}
        <span className="dim small">
          {counted(messages.length, 'message')}, {isOrder ? 'oldest' : 'newest'} first, times in {timesZone()}
        </span>
        <NewRowsPill
          text={hasNewer ? 'new' : ''}
          onPress={() => {
            setPointedAt(false);
          }}
        />
        <span className="grow" />
        {before !== undefined && (
          <Button
            look="quiet"
            onPress={() => {
              setBefore(undefined);
            }}
          >
            Newest
          </Button>
        )}
        {more && (
          <Button
            look="quiet"
            onPress={() => {
              setBefore(messages.at(-1)?.position);
            }}
          >
            Older
          </Button>
        )}
      </div>
      {messages.length === 0 ? (
        <Notice kind="empty" title="No message yet" />
      ) : (
        <ScrollArea keyed name={name} className="fix-scroll">
          <FixMessageList
            messages={isOrder ? messages.toReversed() : messages}
            tagNames={tagNames}
            name={name}
            onPointedAt={setPointedAt}
          />
        </ScrollArea>
      )}
    </div>
  );
}

/** Changes with every message that is received or sent with a sequence number of its own. */
function useSessionMoves(venue: VenueId, name: FixSessionName): string {
  return useStatus(({ status }) => {
    const at = status?.venues.find((one) => one.venue === venue);
    const session = name === 'orders' ? at?.fixSession : at?.dropCopy?.session;
    return session === undefined ? '' : `${session.nextOut} ${session.nextIn} ${session.phase}`;
  });
}
