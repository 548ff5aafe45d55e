/** Every event of every stream: who did what and when, and the proof that none is missing. */
import { useState } from 'react';
import type { EventView } from '../../../shared/contract/events.ts';
import { changeAuditFilter, useUi } from '../../store/window/uiStore.ts';
import { AuditEvents } from './AuditEvents.tsx';
import { EventPanel } from './EventPanel.tsx';
import { StreamList } from './StreamList.tsx';

export function AuditScreen() {
  const filter = useUi((ui) => ui.auditFilter);
  const [chosen, setChosen] = useState<EventView>();
  return (
    <div className="audit">
      <StreamList
        chosen={filter.streamId}
        onChoose={(streamId) => {
          changeAuditFilter({ streamId, streamPrefix: '' });
        }}
      />
      <AuditEvents filter={filter} chosen={chosen} onChoose={setChosen} />
      <EventPanel event={chosen} />
    </div>
  );
}
