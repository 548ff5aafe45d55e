/** Shows the progress of long work. Without a total it only shows that the work goes on. */
export function Progress({
  label,
  done,
  total,
}: {
  readonly label: string;
  readonly done: number;
  readonly total: number | undefined;
}) {
  return total === undefined || total <= 0 ? (
    <progress className="progress" aria-label={label} />
  ) : (
    <progress className="progress" aria-label={label} value={Math.min(done, total)} max={total} />
  );
}
