interface ProgressBarProps {
  readonly label: string;
  /** 0 to 1; `null` for indeterminate progress. */
  readonly progress: number | null;
}

export function ProgressBar({ label, progress }: ProgressBarProps) {
  const value = progress === null ? null : Math.min(1, Math.max(0, progress));
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(value === null ? {} : { 'aria-valuenow': Math.floor(value * 100) })}
      data-drawn
      className="h-1.5 overflow-hidden rounded-full bg-raised"
    >
      {value === null ? (
        <div className="skeleton h-full w-full" />
      ) : (
        <div
          className="h-full origin-left rounded-full bg-ink-soft transition-transform duration-200"
          style={{ transform: `scaleX(${value})` }}
        />
      )}
    </div>
  );
}
