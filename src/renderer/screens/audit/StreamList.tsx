/** All streams, most recent first, by name. */
import { useEffect, useState } from 'react';
import type { StreamSummary } from '../../../shared/contract/events.ts';
import { counted, groupInteger } from '../../format/decimals.ts';
import { shortStream } from '../../format/ids.ts';
import { clockTime } from '../../format/times.ts';
import { call } from '../../store/link/engineLink.ts';
import { useStatus } from '../../store/desk/statusStore.ts';
import { Panel } from '../../ui/display/Panel.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { TextField } from '../../ui/controls/TextField.tsx';
import { useSampled } from '../../ui/useSampled.ts';
import { useDebounced } from '../../ui/useDebounced.ts';

interface Properties {
  readonly chosen: string;
  readonly onChoose: (streamId: string) => void;
}

const listed = 200;
const settleMs = 1_000;

export function StreamList({ chosen, onChoose }: Properties) {
  const [text, setText] = useState('');
  const [found, setFound] = useState<{ streams: readonly StreamSummary[]; total: number }>();
  const [fault, setFault] = useState<string>();
  const wanted = useDebounced(text.trim(), 200);
  // The list is loaded again as the store grows, but not with every event.
  const head = useSampled(
    useStatus((store) => store.status?.store.headPosition ?? 0),
    settleMs,
  );
  useEffect(() => {
    let ended = false;
    void call('listStreams', { ...(wanted !== '' && { text: wanted }), limit: listed }).then((reply) => {
      if (ended) return;
      setFault(reply.ok ? undefined : reply.fault.message);
      if (reply.ok) setFound(reply.value);
    });
    return () => {
      ended = true;
    };
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- the head is what makes it ask again
  }, [wanted, head]);
  return (
    <Panel
      title="Streams"
      className="stream-panel"
      extra={<span className="count">{found === undefined ? '…' : groupInteger(found.total)}</span>}
    >
      <div className="panel-search">
        <TextField
          hideLabel
          type="search"
          label="Search streams"
          placeholder="Search streams"
          value={text}
          maxLength={80}
          onChange={setText}
        />
      </div>
      {fault !== undefined && found === undefined ? (
        <Notice kind="error" title="The streams can't be listed" text={fault} />
      ) : found?.streams.length === 0 ? (
        <Notice kind="empty" title={wanted === '' ? 'No stream yet' : 'No stream is called that'} />
      ) : (
        <ul className="stream-list" aria-label="Streams">
          {found?.streams.map((stream) => (
            <li key={stream.streamId}>
              <button
                type="button"
                className={stream.streamId === chosen ? 'stream on' : 'stream'}
                aria-pressed={stream.streamId === chosen}
                title={`${stream.streamId}: ${counted(stream.events, 'event')}, the last one ${stream.lastType} at ${stream.lastTime}`}
                onClick={() => {
                  onChoose(stream.streamId === chosen ? '' : stream.streamId);
                }}
              >
                <span className="mono stream-name">{shortStream(stream.streamId)}</span>
                <span className="n dim">{groupInteger(stream.events)}</span>
                <span className="dim stream-last">{stream.lastType}</span>
                <span className="mono dim">{clockTime(stream.lastTime).slice(0, 8)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {found !== undefined && found.total > found.streams.length && (
        <p className="panel-foot dim">
          the {groupInteger(found.streams.length)} most recent are shown; search for others
        </p>
      )}
    </Panel>
  );
}
