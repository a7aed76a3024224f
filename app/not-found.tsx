import { MessagePage } from '@/components/wizard/message-page';
import { readShellFacts } from './shell-facts';

export default async function NotFound() {
  const facts = await readShellFacts();
  return <MessagePage kind="not-found" practice={facts?.practice ?? false} />;
}
