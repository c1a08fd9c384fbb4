/** One column of a table whose rows are all of one kind. */
export interface Column {
  readonly title: string;
  readonly cells: readonly string[];
  /** Where there is not room for all, columns go in this order, the highest first; 0 stays. */
  readonly rank: number;
  /** Takes the room that the others leave, and is cut to fit. */
  readonly rest?: boolean;
}

export interface FittedColumn extends Column {
  /** Cells longer than this are cut. */
  readonly width: number;
}

/** What there has to be of the last column to be worth its place. */
const LEAST_REST = 16;
const LEAST_NAME = 8;
const GAP = 2;

/** The columns that fit into a line of `width` characters, and how wide each is. The first one is cut where nothing else helps. */
export function fitColumns(columns: readonly Column[], width: number): FittedColumn[] {
  let kept = columns.map((column) => ({ ...column, width: naturalWidth(column) }));
  // A column that says nothing takes no room.
  kept = kept.filter(({ cells, rest }) => !rest || cells.some((cell) => cell !== ''));
  const needed = () =>
    kept.reduce((sum, column) => sum + (column.rest ? Math.min(LEAST_REST, column.width) : column.width) + GAP, -GAP);
  while (needed() > width) {
    const first = kept.reduce((most, column) => (column.rank > most.rank ? column : most));
    if (first.rank === 0) break;
    kept = kept.filter((column) => column !== first);
  }
  const over = needed() - width;
  return kept.map((column, index) => {
    if (column.rest) {
      const others = kept.reduce((sum, other) => sum + (other === column ? 0 : other.width + GAP), 0);
      return { ...column, width: Math.max(1, Math.min(column.width, width - others)) };
    }
    return index === 0 && over > 0 ? { ...column, width: Math.max(LEAST_NAME, column.width - over) } : column;
  });
}

function naturalWidth({ title, cells }: Column): number {
  return Math.max(title.length, ...cells.map((cell) => cell.length));
}
