import { notFound } from 'next/navigation';

/** For whoever develops: what is not there in production is neither loaded nor looked up there. */
export default async function Design() {
  if (process.env.NODE_ENV !== 'development') notFound();
  const { DesignSystemPage: DesignSheet } = await import('@/components/design/design-system-page');
  return <DesignSheet />;
}
