/** The incidents of the log, oldest first, live; at most as many as a search for older ones brings together. */
import { useEffect, useMemo } from 'react';
import { useStore } from 'zustand';
import { incidentOf, incidentTypes, type Incident } from '../../model/events/incidents.ts';
import { createAuditFeed } from '../../store/events/auditFeed.ts';

interface Incidents {
  readonly incidents: readonly Incident[];
  /** The oldest position that was looked at; 1 once every event was. */
  readonly searchedTo: number;
  readonly loadOlder: () => void;
}

export function useIncidents(): Incidents {
  const feed = useMemo(() => createAuditFeed({ types: [...incidentTypes] }), []);
  useEffect(() => feed.follow(), [feed]);
  const { events, searchedTo = Infinity } = useStore(feed.store);
  const incidents = useMemo(
    () => (events ?? []).flatMap((event) => incidentOf(event) ?? []).toReversed(),
    [events],
  );
  return { incidents, searchedTo, loadOlder: feed.loadOlder };
}
