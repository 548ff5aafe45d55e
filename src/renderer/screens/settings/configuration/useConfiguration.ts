/** The configuration file and the settings in force, asked for again when an event says that they changed. */
import { useState } from 'react';
import { useStatus } from '../../../store/desk/statusStore.ts';
import { useSampled } from '../../../ui/useSampled.ts';
import { useAsked } from '../../common/useAsked.ts';

const lookAgainMs = 2_000;

/** `again` asks at once. */
export function useConfiguration() {
  const head = useSampled(
    useStatus((store) => store.status?.store.headPosition),
    lookAgainMs,
  );
  const [count, setCount] = useState(0);
  const { value, fault } = useAsked('getConfiguration', {}, `${head} ${count}`);
  return {
    view: value,
    fault,
    again: () => {
      setCount(count + 1);
    },
  };
}
