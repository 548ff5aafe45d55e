/** Loud, above everything: the engine is gone, does not answer, or takes no orders. */
import { reconnect } from '../../ipc/engineLink.ts';
import { age } from '../../format/times.ts';
import { useConnection } from '../../store/connectionStore.ts';
import { useStatus } from '../../store/statusStore.ts';
import { Button } from '../../ui/Button.tsx';
import { Glyph } from '../../ui/Glyph.tsx';
import { useNow } from '../../ui/useNow.ts';

/** Silence that is longer than a slow start. */
const slowConnectMs = 4_000;

export function EngineBar() {
  const connection = useConnection();
  const status = useStatus((store) => store.status);
  const now = useNow(1_000);
  if (connection.state === 'gone') {
    return (
      <div className="engine-bar bad" role="alert">
        <Glyph shape="warning" />
        <strong>The engine has stopped.</strong>
        <span>
          {connection.fault.message} Order entry is off; what is shown is as of {age(now - connection.since)}{' '}
          ago. Orders already at a venue keep working there.
        </span>
        <span className="grow" />
        <Button onPress={reconnect}>Connect again</Button>
      </div>
    );
  }
  if (connection.state === 'connecting' && now - connection.since > slowConnectMs) {
    return (
      <output className="engine-bar warn">
        <Glyph shape="clock" />
        <strong>No engine yet.</strong>
        <span>Waiting for the connection since {age(now - connection.since)}. Order entry is off.</span>
      </output>
    );
  }
  if (status !== undefined && !status.accepting) {
    return (
      <div className="engine-bar bad" role="alert">
        <Glyph shape="warning" />
        <strong>The engine takes no orders.</strong>
        <span>{status.fault?.message ?? 'It gave no reason.'}</span>
      </div>
    );
  }
  return null;
}
