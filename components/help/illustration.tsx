export interface Shot {
  readonly turned: boolean;
  readonly dark: boolean;
  readonly covered: boolean;
  readonly small: boolean;
}

/** A drawn shot of a speaking person in the style of the sample. Its colours do not follow the theme, because it represents an image. */
export function Illustration({ turned, dark, covered, small }: Shot) {
  return (
    <svg aria-hidden="true" viewBox="0 0 160 90" className="block w-full rounded-md">
      <rect width="160" height="90" fill="#3a4a58" />
      <circle cx="122" cy="26" r="22" fill="#8c7752" />
      <rect y="72" width="160" height="18" fill="#2f3136" />
      <g transform={small ? 'translate(92 56) scale(0.3)' : 'translate(80 48)'}>
        <path d="M-38 44c2-20 16-27 38-27s36 7 38 27Z" fill="#d9603a" />
        <rect x="-8" y="10" width="16" height="18" fill="#d99a78" />
        {turned ? <SideHead covered={covered} /> : <FrontHead covered={covered} />}
      </g>
      {dark ? <rect width="160" height="90" fill="#05070a" opacity="0.78" /> : null}
    </svg>
  );
}

function FrontHead({ covered }: { covered: boolean }) {
  return (
    <g>
      <path d="M-25-8c0-22 11-32 25-32S25-30 25-8c0 14-3 24-6 28h-38c-3-4-6-14-6-28Z" fill="#33211c" />
      <ellipse cy="-6" rx="19" ry="25" fill="#e9b091" />
      <path d="M-19-14c2-12 9-19 20-19 10 0 17 7 18 19-7-2-11-6-14-11-5 7-14 11-24 11Z" fill="#33211c" />
      <circle cx="-7.500" cy="-9" r="2.300" fill="#231713" />
      <circle cx="7.500" cy="-9" r="2.300" fill="#231713" />
      <path d="M0-6l2 6h-3" fill="none" stroke="#c8896a" strokeWidth="1.600" strokeLinecap="round" />
      <ellipse cy="8.500" rx="6.500" ry="3.600" fill="#7a2a2a" />
      {covered ? (
        <g>
          <rect x="-4" y="10" width="8" height="34" rx="2" fill="#1b1d22" />
          <circle cy="8" r="8.500" fill="#2a2d34" />
          <path d="M-6 4h12M-7.500 8h15M-6 12h12" stroke="#474b54" strokeWidth="1.200" />
        </g>
      ) : null}
    </g>
  );
}

function SideHead({ covered }: { covered: boolean }) {
  return (
    <g>
      <path d="M-22-6c-2-24 10-34 24-34 12 0 19 7 20 18l-8 40h-26c-6-4-9-12-10-24Z" fill="#33211c" />
      <path
        d="M22-22c1 4 1 8 3 11 3 4 5 6 5 8 0 1-2 2-4 2 0 2 1 3 1 5-1 1-2 1-2 2 0 4-1 9-6 10-6 1-12-1-15-5-4-8-5-20-2-30 3-8 12-10 20-3Z"
        fill="#e9b091"
      />
      <circle cx="17" cy="-10" r="2.200" fill="#231713" />
      <path d="M19 5.500c2 .5 4 .5 6 0" stroke="#7a2a2a" strokeWidth="2" strokeLinecap="round" />
      {covered ? <circle cx="28" cy="6" r="8" fill="#2a2d34" /> : null}
    </g>
  );
}
