'use client';

import { CircleAlert } from 'lucide-react';
import type { SetupProblem, SiteSetup } from '@/lib/contracts/setup';
import { setupMessages } from '@/lib/i18n/setup';
import { useMessages } from '@/lib/i18n/use-messages';

/** One entry per missing setting: its purpose and how to set it. */
export function SetupList({ setup: { problems, onVercel } }: { setup: SiteSetup }) {
  const messages = useMessages(setupMessages);
  return (
    <div>
      <ul className="border-line border-b">
        {problems.map((problem) => (
          <Problem key={`${problem.code} ${problem.setting}`} problem={problem} onVercel={onVercel} />
        ))}
      </ul>
      <p className="mt-3 text-ink-soft">{onVercel ? messages.thenDeploy : messages.thenStart}</p>
    </div>
  );
}

function Problem({ problem, onVercel }: { problem: SetupProblem; onVercel: boolean }) {
  const messages = useMessages(setupMessages);
  const { title, text } = messages.problem(problem, onVercel);
  return (
    <li className="flex gap-3 border-line border-t py-3">
      <span className="mt-px grid size-5 shrink-0 place-items-center rounded-full bg-warn-soft text-warn">
        <CircleAlert aria-hidden className="size-3" strokeWidth={3} />
      </span>
      <div className="min-w-0">
        <p className="font-semibold break-words">{title}</p>
        <p className="max-w-prose text-ink-soft break-words">{text}</p>
      </div>
    </li>
  );
}
