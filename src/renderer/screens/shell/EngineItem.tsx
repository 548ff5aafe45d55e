/** That the engine runs in another process, in which one, and who is connected to it. */
import type { Status } from '../../../shared/contract/status.ts';
import { personWords } from '../../../shared/contract/words/consoleWords.ts';
import { counted } from '../../format/decimals.ts';
import { dateTime } from '../../format/times.ts';
import { engineWords, inOrder, isAttached } from '../../model/desk/consoleWords.ts';
import { Popover } from '../../ui/dialogs/Popover.tsx';

export function EngineItem({ status }: { readonly status: Status }) {
  const { process, consoles } = status;
  if (!isAttached(process)) return null;
  const others = consoles.length > 1 ? `, ${counted(consoles.length, 'console')}` : '';
  return (
    <Popover
      look="quiet"
      label={`attached to ${process.host}${others}`}
      name="The engine and its consoles"
      title={`The engine runs as ${engineWords(process)}; it goes on when this window closes`}
    >
      {() => (
        <div className="consoles" data-testid="consoles">
          <p>
            The engine runs as <b>{engineWords(process)}</b>. It goes on when this window closes.
          </p>
          {consoles.length === 0 ? (
            <p>Log in to see who is connected.</p>
          ) : (
            <>
              <h3>{counted(consoles.length, 'console')} connected</h3>
              <ul>
                {inOrder(consoles).map((console) => (
                  <li key={`${console.machine} ${console.since}`}>
                    {personWords(console)}
                    {console.isYours && <b> (this console)</b>}{' '}
                    <span className="dim">since {dateTime(console.since)}</span>
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </Popover>
  );
}
