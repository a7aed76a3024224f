import { MessagePage } from '@/components/shell/message-page';
import { getPageContext } from './page-context';

export default async function NotFound() {
  const context = await getPageContext();
  return <MessagePage kind="not-found" practice={context?.practice ?? false} />;
}
