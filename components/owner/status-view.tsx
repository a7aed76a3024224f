'use client';

import { Check, CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { SoftLink } from '@/components/ui/soft-link';
import type { SpendingAnswer } from '@/lib/contracts/access';
import type { SettingAnswer, StatusAnswer } from '@/lib/contracts/status';
import { type OwnerWords, ownerWords } from '@/lib/i18n/owner';
import { useWords } from '@/lib/i18n/use-words';
import { OwnerFrame, OwnerSection } from './owner-frame';

/** How the site is: money, lost jobs, results that wait, settings. */
export function StatusView({ status, spending }: { status: StatusAnswer; spending: SpendingAnswer | null }) {
  const words = useWords(ownerWords);
  const { practice, todayMilliPtc, budgetMilliPtc, archive } = status;
  return (
    <OwnerFrame page="status" practice={practice} spending={spending} title={words.statusTitle} text={words.statusText}>
      <OwnerSection title={words.nowTitle}>
        <dl className="border-line border-b">
          <Fact name={words.budget}>
            {budgetMilliPtc === null ? words.noBudget(todayMilliPtc) : words.budgetOf(todayMilliPtc, budgetMilliPtc)}
          </Fact>
          <Fact name={words.balance}>{balanceText(status, words)}</Fact>
          <Fact name={words.running}>{status.running}</Fact>
          <Fact name={words.unknown}>
            <UnknownJobs status={status} />
          </Fact>
          <Fact name={words.archive}>
            {archive.waiting === 0 ? words.archiveNone : words.archiveWaiting(archive.waiting, archive.oldest)}
            {archive.failing === 0 ? null : <span className="mt-1 block text-danger">{words.archiveFailing(archive.failing)}</span>}
          </Fact>
          <Fact name={words.kept}>
            <Kept status={status} />
          </Fact>
        </dl>
      </OwnerSection>
      <OwnerSection title={words.settingsTitle} text={words.settingsText}>
        <ul className="border-line border-b">
          {status.settings.map((setting) => (
            <Setting key={setting.name} setting={setting} />
          ))}
        </ul>
      </OwnerSection>
    </OwnerFrame>
  );
}

function balanceText({ balance, practice }: StatusAnswer, words: OwnerWords): string {
  switch (balance.state) {
    case 'known':
      return practice ? words.balancePractice(balance.milliPtc) : words.balanceKnown(balance.milliPtc);
    case 'hidden':
      return words.balanceHidden;
    case 'unreachable':
      return words.balanceUnreachable;
  }
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 border-line border-t py-2.5 sm:grid-cols-[13rem_1fr]">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="tabular font-medium">{children}</dd>
    </div>
  );
}

function UnknownJobs({ status }: { status: StatusAnswer }) {
  const words = useWords(ownerWords);
  const { unknown, unknownJobs } = status;
  if (unknown === 0) return words.noUnknown;
  return (
    <>
      <p>{unknown}</p>
      <p className="mt-1 max-w-prose font-normal text-ink-soft">{words.unknownText}</p>
      <ul className="mt-2 flex flex-col gap-2 font-normal">
        {unknownJobs.map(({ jobId, label, role, milliPtc, since, lookups }) => (
          <li key={jobId}>
            {words.unknownJob(label ?? words.roles[role], milliPtc, since, lookups)}{' '}
            <SoftLink href={`/jobs/${encodeURIComponent(jobId)}`} className="whitespace-nowrap underline underline-offset-2">
              {words.openJob}
            </SoftLink>
          </li>
        ))}
        {unknownJobs.length > 0 && unknown > unknownJobs.length ? (
          <li className="text-ink-soft">{words.unknownMore(unknown - unknownJobs.length)}</li>
        ) : null}
      </ul>
    </>
  );
}

/** The total, and beside each kind's figure what it is. */
function Kept({ status: { kept, doomed } }: { status: StatusAnswer }) {
  const words = useWords(ownerWords);
  if (kept.length === 0) return words.keptNothing;
  return (
    <>
      <p>{words.keptTotal(kept.reduce((sum, { byteSize }) => sum + byteSize, 0))}</p>
      <ul className="mt-1 font-normal text-ink-soft">
        {kept.map(({ kind, files, byteSize }) => (
          <li key={kind}>{words.keptOf(kind, files, byteSize)}</li>
        ))}
      </ul>
      {doomed === 0 ? null : <p className="mt-1 font-normal text-ink-soft">{words.doomed(doomed)}</p>}
    </>
  );
}

const MARKS = {
  fine: { Icon: Check, colour: 'bg-good-soft text-good' },
  look: { Icon: Info, colour: 'bg-raised text-ink-soft' },
  todo: { Icon: CircleAlert, colour: 'bg-warn-soft text-warn' },
} as const;

function Setting({ setting: { name, state, level } }: { setting: SettingAnswer }) {
  const words = useWords(ownerWords);
  const text = words.settings[name]?.[state];
  if (text === undefined) return null;
  const { Icon, colour } = MARKS[level];
  return (
    <li className="flex gap-3 border-line border-t py-3">
      <span className={`mt-px grid size-5 shrink-0 place-items-center rounded-full ${colour}`}>
        <Icon aria-hidden className="size-3" strokeWidth={3} />
      </span>
      <div className="min-w-0">
        <p className="font-semibold">
          <span className="sr-only">{words.settingLevel(words.levels[level])} </span>
          {text.title}
        </p>
        <p className="max-w-prose text-ink-soft">{text.text}</p>
      </div>
    </li>
  );
}
