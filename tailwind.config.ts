import type { Config } from 'tailwindcss';

/**
 * Names of the design tokens. Their light and dark values are CSS variables in `app/globals.css`; no other file defines a colour. The one accent colour
 * marks the chosen face, the voice and the primary action.
 */
const config: Config = {
  content: ['./app/**/*.{ts,tsx}', './components/**/*.{ts,tsx}'],
  theme: {
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      /** The page; `stage` is behind the video, `panel` holds controls, `raised` is hovered or selected. */
      ground: 'var(--ground)',
      stage: 'var(--stage)',
      panel: 'var(--panel)',
      raised: 'var(--raised)',
      /** Lines between regions, borders of controls, and borders of fields (3:1). */
      line: 'var(--line)',
      'line-strong': 'var(--line-strong)',
      'line-field': 'var(--line-field)',
      /** Text by emphasis; all three reach 4.5:1 on ground, stage and panel. */
      ink: 'var(--ink)',
      'ink-soft': 'var(--ink-soft)',
      'ink-faint': 'var(--ink-faint)',
      accent: 'var(--accent)',
      'accent-strong': 'var(--accent-strong)',
      'accent-soft': 'var(--accent-soft)',
      'on-accent': 'var(--on-accent)',
      /** Green only for "fits" and "done"; amber and red only for problems. */
      good: 'var(--good)',
      'good-soft': 'var(--good-soft)',
      warn: 'var(--warn)',
      'warn-soft': 'var(--warn-soft)',
      danger: 'var(--danger)',
      'danger-soft': 'var(--danger-soft)',
      calm: 'var(--calm)',
      'on-calm': 'var(--on-calm)',
      /** Stripes that mark where a voice may not be placed. */
      hatch: 'var(--hatch)',
      /** The playhead and overlays on a video, in both themes. */
      white: '#fff',
      black: '#000',
    },
    fontFamily: {
      /** Latin text uses Inter, or the system font until it is loaded. Chinese uses the system fonts of Apple, Windows, Linux and Android. */
      sans: [
        ...['Inter', 'system-ui'],
        ...['PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei UI', 'Microsoft YaHei'],
        ...['Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei', 'Droid Sans Fallback'],
        'sans-serif',
      ],
    },
    fontSize: {
      tiny: ['0.6875rem', '1rem'],
      small: ['0.75rem', '1.125rem'],
      base: ['0.8125rem', '1.1875rem'],
      large: ['0.875rem', '1.25rem'],
      title: ['1.0625rem', '1.5rem'],
      display: ['1.625rem', '2rem'],
    },
    borderRadius: {
      none: '0',
      sm: '0.25rem',
      md: '0.375rem',
      lg: '0.5rem',
      xl: '0.625rem',
      '2xl': '1rem',
      full: '9999px',
    },
    boxShadow: { none: 'none', picture: 'var(--shadow-picture)' },
    transitionTimingFunction: { DEFAULT: 'cubic-bezier(0.2, 0, 0, 1)' },
  },
};

export default config;
