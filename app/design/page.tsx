import { notFound } from 'next/navigation';

/** For developers only: in production this page is neither bundled nor linked. */
export default async function Design() {
  if (process.env.NODE_ENV !== 'development') notFound();
  const { DesignSystemPage: DesignSheet } = await import('@/components/design/design-system-page');
  return <DesignSheet />;
}
