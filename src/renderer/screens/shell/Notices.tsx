/**
 * The line of messages at the bottom of the window. It covers nothing, and screen readers read it without a change of
 * the focus.
 */
import { clockOf } from '../../format/times.ts';
import { dismissNotice, useNotices, type NoticeItem } from '../../store/notices/noticesStore.ts';
import { Button } from '../../ui/controls/Button.tsx';
import { Glyph } from '../../ui/display/Glyph.tsx';
import { Popover } from '../../ui/dialogs/Popover.tsx';

const shapes = { ok: 'check', warn: 'warning', bad: 'ban' } as const;

export function Notices() {
  const { notices, kept } = useNotices();
  return (
    <footer className="messages" aria-label="Messages of the console">
      <div className="toasts" role="log" aria-live="polite" aria-label="Messages">
        {notices.toReversed().map((notice) => (
          <div key={notice.id} className={`toast tone-${notice.tone}`} title={notice.text}>
            <Text notice={notice} />
            <Button
              look="quiet"
              name="Dismiss"
              onPress={() => {
                dismissNotice(notice.id);
              }}
            >
              ×
            </Button>
          </div>
        ))}
      </div>
      {kept.length > 0 && (
        <Popover label="Messages" name="Earlier messages">
          {() => (
            <ol className="message-list">
              {kept.map((notice) => (
                <li key={notice.id} className={`tone-${notice.tone}`}>
                  <span className="mono dim">{clockOf(notice.at).slice(0, 8)}</span> <Text notice={notice} />
                </li>
              ))}
            </ol>
          )}
        </Popover>
      )}
    </footer>
  );
}

function Text({ notice }: { readonly notice: NoticeItem }) {
  return (
    <>
      <Glyph shape={shapes[notice.tone]} />
      <span className="message-text">{notice.text}</span>
      {notice.lead !== undefined && (
        <button
          type="button"
          className="link"
          onClick={() => {
            notice.lead?.go();
          }}
        >
          {notice.lead.label}
        </button>
      )}
    </>
  );
}
