/** Short messages at the edge; read out without stealing the focus. */
import { dismissNotice, useNotices } from '../../store/noticesStore.ts';
import { Button } from '../../ui/Button.tsx';
import { Glyph } from '../../ui/Glyph.tsx';

const shapes = { ok: 'check', warn: 'warning', bad: 'ban' } as const;

export function Notices() {
  const notices = useNotices((store) => store.notices);
  return (
    <div className="toasts" role="log" aria-live="polite" aria-label="Messages">
      {notices.map((notice) => (
        <div key={notice.id} className={`toast tone-${notice.tone}`}>
          <Glyph shape={shapes[notice.tone]} />
          <span>{notice.text}</span>
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
  );
}
