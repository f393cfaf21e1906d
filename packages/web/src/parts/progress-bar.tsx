/** How far something is, 0 to 1; null: nobody can tell yet. */
export function ProgressBar({ done, label }: { readonly done: number | null; readonly label: string }) {
  return (
    <progress className="progress" aria-label={label} max={1} {...(done === null ? {} : { value: done })} />
  );
}
