/** What a grid shows, and its layout. */
import type { Tone } from '../display/tone.ts';

export interface GridColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** The whole name of the column, where the header is short. */
  readonly title?: string;
  readonly width: number;
  readonly widthMin?: number;
  /** Share of the spare width that the column gets, up to `widthMax` where there is one. */
  readonly grow?: number;
  readonly widthMax?: number;
  readonly align?: 'end';
  readonly sortable?: boolean;
  /** Whether the column is hidden until the operator shows it. */
  readonly hidden?: boolean;
  /** Rank of a column that is shown where the grid is wide enough for it, the lowest first. */
  readonly wide?: number;
  /**
   * Rank of a column that is moved behind those that can't be hidden where the grid is too narrow for all of them, the
   * lowest first.
   */
  readonly yields?: number;
  /** Whether the column can't be hidden, because it tells rows apart. */
  readonly always?: boolean;
  /** The cell's text. When the text changes, the cell flashes once. */
  readonly text: (row: Row) => string;
  /** Draws the cell; when absent, the text is shown. */
  readonly cell?: (row: Row) => React.ReactNode;
  readonly className?: string;
  readonly tip?: (row: Row) => string | undefined;
}

export interface GridSort {
  readonly id: string;
  readonly desc: boolean;
}

/** The layout that is saved with the operator's settings. */
export interface GridLayout {
  readonly sorting: readonly GridSort[];
  readonly order: readonly string[];
  /** Columns that the operator has shown or hidden. Every other column has its default. */
  readonly visibility: Readonly<Record<string, boolean>>;
  readonly widths: Readonly<Record<string, number>>;
  readonly pinned: readonly string[];
}

export interface GridRowLook {
  readonly className?: string;
  readonly tone?: Tone;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Rows after those that the table holds: there may be a million. They are counted from 0. */
export interface MoreRows<Row> {
  readonly count: number;
  /** Undefined while the row is not loaded. */
  readonly rowAt: (index: number) => Row | undefined;
  /** The index of a loaded row; -1 for every other id. */
  readonly indexOf: (id: string) => number;
  /** Called with the rows in sight, the last one excluded; the two are equal where none is. */
  readonly onShown: (from: number, to: number) => void;
}

export interface GridHandle {
  focus(): void;
  scrollToTop(): void;
  scrollToRow(index: number): void;
  /** Makes a shown column wider, or narrower for less than zero pixels. */
  resizeColumn(id: string, by: number): void;
  /** Makes a shown column as wide as its drawn content. */
  fitColumn(id: string): void;
}

/** Keeps how far a grid is scrolled, in pixels, while the grid is not on the screen. */
export interface ScrollPlace {
  readonly read: () => number;
  readonly keep: (top: number) => void;
}

export interface GridProperties<Row extends object> {
  readonly name: string;
  readonly columns: readonly GridColumn<Row>[];
  readonly rows: readonly Row[];
  readonly more?: MoreRows<Row>;
  readonly idOf: (row: Row) => string;
  readonly layout: GridLayout;
  readonly onLayout: (change: Partial<GridLayout>) => void;
  /** The chosen rows. Absent where only the row at the cursor can be chosen. */
  readonly selected?: Pick<ReadonlySet<string>, 'has'>;
  readonly cursor: string | undefined;
  readonly onRowPress: (id: string, keys: { readonly shift: boolean; readonly ctrl: boolean }) => void;
  /** Handles a key on the table; true when the key was used. `pageRows` is the number of rows on a page. */
  readonly onKey: (event: React.KeyboardEvent, pageRows: number) => boolean;
  readonly onPointerInside?: (inside: boolean) => void;
  /** Called with the shown columns whenever they change. */
  readonly onColumns?: (ids: readonly string[]) => void;
  readonly scrollPlace?: ScrollPlace;
  readonly onScrolled?: (away: boolean) => void;
  readonly onVisible?: (ids: readonly string[]) => void;
  /** Called when the last row becomes visible. */
  readonly onEnd?: () => void;
  readonly look?: (row: Row) => GridRowLook;
  /** Classes of a row by its id. They may change while the row itself does not. */
  readonly marksOf?: (id: string) => string;
  readonly empty?: React.ReactNode;
  readonly handle?: React.Ref<GridHandle>;
}
