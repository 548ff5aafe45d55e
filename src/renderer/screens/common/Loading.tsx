/** In the place of what the engine was asked for and has not sent yet. Without an engine it says so: nothing is under way then. */
import { goneWords } from '../../model/desk/connection.ts';
import { useConnection } from '../../store/link/connectionStore.ts';
import { Notice } from '../../ui/display/Notice.tsx';

export function Loading({ title }: { readonly title: string }) {
  const gone = useConnection((connection) =>
    connection.state === 'gone' ? goneWords(connection.fault) : undefined,
  );
  if (gone === undefined) return <Notice kind="loading" title={title} />;
  return <Notice kind="stale" title="Nothing was loaded" text={`${gone}.`} />;
}
