/** The changes of limits and overrides that wait for another person, live. */
import { useStatus } from '../../store/desk/statusStore.ts';
import { useSampled } from '../../ui/useSampled.ts';
import { useAsked } from './useAsked.ts';

const lookAgainMs = 1_000;

export function useProposals() {
  // Each proposal and its end is an event.
  const head = useSampled(
    useStatus((store) => store.status?.store.headPosition),
    lookAgainMs,
  );
  return useAsked('listProposals', {}, head);
}
