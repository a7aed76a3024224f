'use client';

import { MessagePage } from '@/components/shell/message-page';

export default function ErrorPage({ reset }: { error: Error; reset: () => void }) {
  return <MessagePage kind="broken" practice={false} onReload={reset} />;
}
