/** A link to the events of an id or a stream in the audit trail. */
import { lookInAudit } from '../../store/window/uiStore.ts';

interface Properties {
  /** The text that the audit trail is searched for. */
  readonly find: string;
  readonly title?: string;
  readonly children: string;
}

export function AuditLink({ find, title, children }: Properties) {
  return (
    <button
      type="button"
      className="link mono"
      title={title}
      onClick={() => {
        lookInAudit(find);
      }}
    >
      {children}
    </button>
  );
}
