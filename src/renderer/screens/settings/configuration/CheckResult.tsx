/** What is wrong with a text for the configuration, or what it would change. */
import type { ConfigurationCheck } from '../../../../shared/contract/configuration.ts';
import type { FaultView } from '../../../../shared/contract/faults.ts';
import { counted } from '../../../format/decimals.ts';
import { sentence } from '../../../format/sentence.ts';
import { Glyph } from '../../../ui/display/Glyph.tsx';
import { ScrollArea } from '../../../ui/display/ScrollArea.tsx';

export interface Checked {
  /** Absent while the answer has not come. */
  readonly check: ConfigurationCheck | undefined;
  readonly fault: FaultView | undefined;
}

export function CheckResult({ checked: { check, fault } }: { readonly checked: Checked }) {
  return (
    <ScrollArea name="What it would change" className="configuration-check">
      <div role="status" data-testid="configuration-check">
        {check === undefined ? (
          <p className="dim">{fault?.message ?? 'Judging the text…'}</p>
        ) : check.problems.length > 0 ? (
          <Problems problems={check.problems} />
        ) : (
          <>
            <p className="tone-ok">
              <Glyph shape="check" />A valid configuration
            </p>
            <ChangeList changes={check.changes} />
            {check.restart.length > 0 && (
              <p className="tone-warn">
                <Glyph shape="warning" />
                Only a restart can change {check.restart.join(', ')}: change the file outside the window, and
                start the console again.
              </p>
            )}
          </>
        )}
      </div>
    </ScrollArea>
  );
}

function Problems({ problems }: Pick<ConfigurationCheck, 'problems'>) {
  return (
    <>
      <p className="tone-bad">
        <Glyph shape="ban" />
        {counted(problems.length, 'mistake')}: nothing of it counts
      </p>
      <ul className="configuration-list">
        {problems.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path !== '' && <code>{path}</code>} {sentence(message)}
          </li>
        ))}
      </ul>
    </>
  );
}

export function ChangeList({ changes }: Pick<ConfigurationCheck, 'changes'>) {
  if (changes.length === 0) return <p className="dim">It changes nothing that is in force.</p>;
  return (
    <ul className="configuration-list" aria-label="What would change">
      {changes.map(({ path, from, to }) => (
        <li key={path}>
          <code>{path}</code>{' '}
          {from === undefined && to === undefined ? (
            'changes'
          ) : (
            <>
              from <b>{from === undefined ? 'nothing' : String(from)}</b> to{' '}
              <b>{to === undefined ? 'nothing' : String(to)}</b>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
