/** Names of all design tokens; their values are in `app/globals.css` and `tailwind.config.ts`. */
export const TOKENS = {
  surfaces: ['ground', 'stage', 'panel', 'raised'],
  lines: ['line', 'line-strong', 'line-field', 'hatch'],
  inks: ['ink', 'ink-soft', 'ink-faint'],
  accents: ['accent', 'accent-strong', 'accent-soft', 'on-accent'],
  meanings: ['good', 'good-soft', 'warn', 'warn-soft', 'danger', 'danger-soft', 'calm', 'on-calm'],
} as const;

export const TYPE_SIZES = ['text-tiny', 'text-small', 'text-base', 'text-large', 'text-title', 'text-display'] as const;
export const RADII = ['rounded-sm', 'rounded-md', 'rounded-lg', 'rounded-xl', 'rounded-2xl', 'rounded-full'] as const;

export function Tokens({ sample }: { readonly sample: string }) {
  return (
    <div className="flex flex-col gap-6">
      {Object.values(TOKENS).map((names) => (
        <ul key={names[0]} className="grid grid-cols-4 gap-2">
          {names.map((name) => (
            <li key={name} className="text-ink-soft text-small">
              <span className="mb-1 block h-10 rounded-md border border-line" style={{ background: `var(--${name})` }} />
              {name}
            </li>
          ))}
        </ul>
      ))}
      <ul className="flex flex-col gap-2">
        {TYPE_SIZES.map((size) => (
          <li key={size} className={`tabular ${size}`}>
            {sample} <span className="text-ink-faint">{size}</span>
          </li>
        ))}
      </ul>
      <ul className="flex flex-wrap gap-3">
        {RADII.map((radius) => (
          <li key={radius} className={`border border-line-strong bg-raised px-3 py-2 text-small ${radius}`}>
            {radius}
          </li>
        ))}
        <li className="rounded-lg bg-panel px-3 py-2 text-small shadow-picture">{SHADOW}</li>
      </ul>
      <div className="hatched h-6 rounded-sm bg-ground" />
      <div className="skeleton h-4 w-48 rounded-md" />
    </div>
  );
}

const SHADOW = 'shadow-picture';
