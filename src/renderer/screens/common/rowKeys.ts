/** The keys of a table with one chosen row: Escape lets go of it, others act on it or move to another row. */
import { moveCursor } from '../../model/orders/selection.ts';

interface ChosenRow {
  /** The ids of the rows from top to bottom. */
  readonly ids: readonly string[];
  readonly cursor: string | undefined;
  readonly choose: (id: string | undefined) => void;
  /** The actions of keys on the chosen row while the table shows it. */
  readonly acts?: Readonly<Record<string, () => void>>;
}

/** Gives the handler, which returns whether the table used the key. */
export function rowKeys({ ids, cursor, choose, acts = {} }: ChosenRow) {
  return ({ key }: Pick<React.KeyboardEvent, 'key'>, page: number): boolean => {
    if (key === 'Escape' && cursor !== undefined) {
      choose(undefined);
      return true;
    }
    const act = acts[key];
    if (act !== undefined && cursor !== undefined && ids.includes(cursor)) {
      act();
      return true;
    }
    const target = moveCursor(ids, cursor, key, page);
    if (target !== undefined) choose(ids[target]);
    return target !== undefined;
  };
}
