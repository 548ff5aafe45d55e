/** A message a line, with the names of its tags. A line opens to all fields of its message. */
import { useState } from 'react';
import type { FixMessagePage, FixMessageView } from '../../../shared/contract/fix.ts';
import { fixBody, fixFieldText, fixTypeName, isFixReject } from '../../../shared/contract/words/fixWords.ts';
import { clockTime, dateTime } from '../../format/times.ts';
import { moveAlongRows } from '../common/moveAlongRows.ts';
import { FixFields } from './FixFields.tsx';

/** Characters of a message's line; all of it is among its fields. */
const summaryMax = 500;

interface Properties {
  readonly messages: readonly FixMessageView[];
  /** Names of the venue's own tags, by number. */
  readonly tagNames: FixMessagePage['tagNames'];
  readonly name: string;
  readonly onPointedAt: (pointedAt: boolean) => void;
}

export function FixMessageList({ messages, tagNames, name, onPointedAt }: Properties) {
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const toggle = (position: number): void => {
    const next = new Set(open);
    if (!next.delete(position)) next.add(position);
    setOpen(next);
  };
  return (
    <ol
      aria-label={name}
      onPointerEnter={() => {
        onPointedAt(true);
      }}
      onPointerLeave={() => {
        onPointedAt(false);
      }}
    >
      {messages.map((message, index) => {
        const { position, direction, seqNum, msgType, time, raw } = message;
        const summary =
          `${kindLooks[message.kind].words}${fixBody(raw, tagNames).map(fixFieldText).join(', ')}`.slice(
            0,
            summaryMax,
          );
        return (
          <li
            key={position}
            className="event"
            data-testid="fix-message"
            data-type={msgType}
            data-direction={direction}
          >
            <button
              type="button"
              className="event-line"
              aria-expanded={open.has(position)}
              tabIndex={index === 0 ? 0 : -1}
              onKeyDown={(event) => {
                if (event.key === 'Escape' && open.has(position)) {
                  event.stopPropagation();
                  toggle(position);
                } else moveAlongRows(event);
              }}
              onClick={() => {
                toggle(position);
              }}
            >
              <span className="mono dim time" title={dateTime(time)}>
                {clockTime(time)}
              </span>
              <span className="source">
                {direction} {seqNum}
              </span>
              <span className={`type tone-${toneOf(message)}`} title={fixTypeName(msgType)}>
                {fixTypeName(msgType)}
              </span>
              <span className="summary dim">{summary}</span>
            </button>
            {open.has(position) && <FixFields raw={raw} tagNames={tagNames} />}
          </li>
        );
      })}
    </ol>
  );
}

interface KindLook {
  /** Words about anything unusual in the message; empty where there is nothing. */
  readonly words: string;
  /** Whether something is wrong with the message. */
  readonly odd: boolean;
}

const kindLooks: Readonly<Record<FixMessageView['kind'], KindLook>> = {
  sent: { words: '', odd: false },
  taken: { words: '', odd: false },
  again: { words: 'sent again: ', odd: false },
  fill: { words: 'gap fill: ', odd: false },
  unsent: { words: 'never left: ', odd: true },
  refused: { words: 'refused, nothing of it counts: ', odd: true },
  ignored: { words: 'out of its order, not taken: ', odd: true },
  garbled: { words: 'garbled, ignored: ', odd: true },
};

function toneOf({ kind, msgType }: FixMessageView): 'warn' | 'plain' {
  return kindLooks[kind].odd || isFixReject(msgType) ? 'warn' : 'plain';
}
