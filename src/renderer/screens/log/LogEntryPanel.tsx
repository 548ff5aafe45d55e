/** One entry of the log with all of its fields. */
import type { LogEntry } from '../../../shared/contract/log.ts';
import { copyText } from '../../store/copy.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Json } from '../../ui/display/Json.tsx';
import { Notice } from '../../ui/display/Notice.tsx';
import { Panel } from '../../ui/display/Panel.tsx';
import { logLine } from './logLine.ts';

export function LogEntryPanel({ entry }: { readonly entry: LogEntry | undefined }) {
  if (entry === undefined) {
    return (
      <Panel title="Entry" className="log-entry">
        <Notice kind="empty" title="No entry chosen" text="Choose one in the table." />
      </Panel>
    );
  }
  return (
    <Panel
      title="Entry"
      className="log-entry"
      testId="log-entry"
      actions={
        <Button
          onPress={() => {
            copyText(logLine(entry), 'The entry');
          }}
        >
          Copy
        </Button>
      }
    >
      <p className="log-message">{entry.message}</p>
      <Json name="Fields" value={jsonOf(entry.fields)} />
    </Panel>
  );
}

/** Long fields were cut off, so they are no valid JSON any more. */
function jsonOf(fields: string): unknown {
  try {
    return fields === '' ? {} : (JSON.parse(fields) as unknown);
  } catch {
    return fields;
  }
}
