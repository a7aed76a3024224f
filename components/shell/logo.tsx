export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <path d="M7.5 13.5c2.8-1.6 5.6-1.4 8.5.3 2.9-1.7 5.7-1.9 8.5-.3-1 5.7-4.1 9-8.5 9s-7.5-3.3-8.5-9Z" fill="var(--on-accent)" />
    </svg>
  );
}
