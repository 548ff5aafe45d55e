/** All streams, most recent first, by name. */
import { useEffect, useState } from 'react';
import type { StreamSummary } from '../../../shared/contract/events.ts';
import { groupInteger } from '../../format/decimals.ts';
import { clockTime } from '../../format/times.ts';
import { call } from '../../ipc/engineLink.ts';
import { useStatus } from '../../store/statusStore.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
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
  // Asked again as the store grows, but not with every event.
  const head = useThrottled(
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
        <Notice kind="error" title="The streams can't be listed">
          <p>{fault}</p>
        </Notice>
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
                title={`${stream.events} events, the last one ${stream.lastType} at ${stream.lastTime}`}
                onClick={() => {
                  onChoose(stream.streamId === chosen ? '' : stream.streamId);
                }}
              >
                <span className="mono stream-name">{stream.streamId}</span>
                <span className="n dim">{groupInteger(stream.events)}</span>
                <span className="dim stream-last">{stream.lastType}</span>
                <span className="mono dim">{clockTime(stream.lastTime).slice(0, 8)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {found !== undefined && found.total > found.streams.length && (
        <p className="panel-foot dim">first {found.streams.length} shown</p>
      )}
    </Panel>
  );
}

/** A value that changes all the time, at most so often. */
function useThrottled<T>(value: T, everyMs: number): T {
  const [kept, setKept] = useState(value);
  const current = useState(() => ({ value }))[0];
  current.value = value;
  useEffect(() => {
    const timer = setInterval(() => {
      setKept(current.value);
    }, everyMs);
    return () => {
      clearInterval(timer);
    };
  }, [current, everyMs]);
  return kept;
}
