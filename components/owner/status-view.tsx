'use client';

import { Check, CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { AppLink } from '@/components/ui/app-link';
import type { SpendingResponse } from '@/lib/contracts/access';
import type { SettingResponse, StatusResponse } from '@/lib/contracts/status';
import { type OwnerMessages, ownerMessages } from '@/lib/i18n/owner';
import { useMessages } from '@/lib/i18n/use-messages';
import { OwnerLayout, OwnerSection } from './owner-layout';

/** Status of the site: money, lost jobs, pending results, settings. */
export function StatusView({ status, spending }: { status: StatusResponse; spending: SpendingResponse | null }) {
  const messages = useMessages(ownerMessages);
  const { practice, todayMilliPtc, budgetMilliPtc, archive } = status;
  return (
    <OwnerLayout page="status" practice={practice} spending={spending} title={messages.statusTitle} text={messages.statusText}>
      <OwnerSection title={messages.nowTitle}>
        <dl className="border-line border-b">
          <StatusRow name={messages.budget}>
            {budgetMilliPtc === null ? messages.noBudget(todayMilliPtc) : messages.budgetOf(todayMilliPtc, budgetMilliPtc)}
          </StatusRow>
          <StatusRow name={messages.balance}>{balanceText(status, messages)}</StatusRow>
          <StatusRow name={messages.running}>{status.running}</StatusRow>
          <StatusRow name={messages.unknown}>
            <UnknownJobs status={status} />
          </StatusRow>
          <StatusRow name={messages.archive}>
            {archive.waiting === 0 ? messages.archiveNone : messages.archiveWaiting(archive.waiting, archive.oldest)}
            {archive.failing === 0 ? null : <span className="mt-1 block text-danger">{messages.archiveFailing(archive.failing)}</span>}
          </StatusRow>
          <StatusRow name={messages.kept}>
            <StorageUsage status={status} />
          </StatusRow>
        </dl>
      </OwnerSection>
      <OwnerSection title={messages.settingsTitle} text={messages.settingsText}>
        <ul className="border-line border-b">
          {status.settings.map((setting) => (
            <Setting key={setting.name} setting={setting} />
          ))}
        </ul>
      </OwnerSection>
    </OwnerLayout>
  );
}

function balanceText({ balance, practice }: StatusResponse, messages: OwnerMessages): string {
  switch (balance.state) {
    case 'known':
      return practice ? messages.balancePractice(balance.milliPtc) : messages.balanceKnown(balance.milliPtc);
    case 'hidden':
      return messages.balanceHidden;
    case 'unreachable':
      return messages.balanceUnreachable;
  }
}

function StatusRow({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 border-line border-t py-2.5 sm:grid-cols-[13rem_1fr]">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="tabular font-medium">{children}</dd>
    </div>
  );
}

function UnknownJobs({ status }: { status: StatusResponse }) {
  const messages = useMessages(ownerMessages);
  const { unknown, unknownJobs } = status;
  if (unknown === 0) return messages.noUnknown;
  return (
    <>
      <p>{unknown}</p>
      <p className="mt-1 max-w-prose font-normal text-ink-soft">{messages.unknownText}</p>
      <ul className="mt-2 flex flex-col gap-2 font-normal">
        {unknownJobs.map(({ jobId, label, role, milliPtc, since, lookups }) => (
          <li key={jobId}>
            {messages.unknownJob(label ?? messages.roles[role], milliPtc, since, lookups)}{' '}
            <AppLink href={`/jobs/${encodeURIComponent(jobId)}`} className="whitespace-nowrap underline underline-offset-2">
              {messages.openJob}
            </AppLink>
          </li>
        ))}
        {unknownJobs.length > 0 && unknown > unknownJobs.length ? (
          <li className="text-ink-soft">{messages.unknownMore(unknown - unknownJobs.length)}</li>
        ) : null}
      </ul>
    </>
  );
}

function StorageUsage({ status: { kept, pendingDeletion } }: { status: StatusResponse }) {
  const messages = useMessages(ownerMessages);
  if (kept.length === 0) return messages.keptNothing;
  return (
    <>
      <p>{messages.keptTotal(kept.reduce((sum, { byteSize }) => sum + byteSize, 0))}</p>
      <ul className="mt-1 font-normal text-ink-soft">
        {kept.map(({ kind, files, byteSize }) => (
          <li key={kind}>{messages.keptOf(kind, files, byteSize)}</li>
        ))}
      </ul>
      {pendingDeletion === 0 ? null : <p className="mt-1 font-normal text-ink-soft">{messages.pendingDeletion(pendingDeletion)}</p>}
    </>
  );
}

const LEVEL_ICONS = {
  fine: { Icon: Check, colour: 'bg-good-soft text-good' },
  look: { Icon: Info, colour: 'bg-raised text-ink-soft' },
  todo: { Icon: CircleAlert, colour: 'bg-warn-soft text-warn' },
} as const;

function Setting({ setting: { name, state, level } }: { setting: SettingResponse }) {
  const messages = useMessages(ownerMessages);
  const text = messages.settings[name]?.[state];
  if (text === undefined) return null;
  const { Icon, colour } = LEVEL_ICONS[level];
  return (
    <li className="flex gap-3 border-line border-t py-3">
      <span className={`mt-px grid size-5 shrink-0 place-items-center rounded-full ${colour}`}>
        <Icon aria-hidden className="size-3" strokeWidth={3} />
      </span>
      <div className="min-w-0">
        <p className="font-semibold">
          <span className="sr-only">{messages.settingLevel(messages.levels[level])} </span>
          {text.title}
        </p>
        <p className="max-w-prose text-ink-soft">{text.text}</p>
      </div>
    </li>
  );
}
