/** The desk as of the shown position, and the text of the banner. */
import { usePast } from '../../store/past/pastStore.ts';
import { useDebounced } from '../../ui/useDebounced.ts';
import { usePastAnswer } from './usePastAnswer.ts';

/** Milliseconds that the scrubber must rest before the desk is asked for. */
const restMs = 80;

export function useDeskAt() {
  const { at = 1, head } = usePast();
  /** The position that is asked for: it follows `at`. */
  const position = useDebounced(at, restMs);
  const { value: desk, ...asked } = usePastAnswer('getDeskAt', { position });
  /** The time of the event at the position; undefined while it is not known. */
  const time = asked.isPresent && position === at ? desk?.time : undefined;
  return { at, head, position, desk, time, ...asked };
}
