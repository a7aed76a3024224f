'use client';

import { Notice } from '@/components/shell/notice';
import type { ClipRejection, VoiceRejection } from '@/components/wizard/session/snapshot';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { type VideoMessages, videoMessages } from '@/lib/i18n/video';
import { type VoiceMessages, voiceMessages } from '@/lib/i18n/voice';

interface Reason {
  readonly what: string;
  readonly todo: string;
}

interface RejectionProps<Refusal> {
  readonly name: string;
  readonly rejection: Refusal;
  /** Whether the previous clip or voice stays in use. */
  readonly keepsPrevious: boolean;
  readonly onDismiss: () => void;
}

function getClipReasons(rejection: ClipRejection, messages: VideoMessages): readonly Reason[] {
  switch (rejection.kind) {
    case 'fault':
      return [messages.faults[rejection.fault]];
    case 'conversion-failed':
      return [messages.conversionFailed[rejection.fault]];
    case 'not-loaded':
      return [messages.notLoaded];
    case 'findings':
      return rejection.findings.map(messages.finding);
    case 'bad-link':
      return [messages.badLink];
    case 'link-not-fetchable':
      return [messages.linkNotFetchable];
    case 'sample-missing':
      return [messages.sampleMissing];
  }
}

function getVoiceReasons(rejection: VoiceRejection, messages: VoiceMessages): readonly Reason[] {
  switch (rejection.kind) {
    case 'fault':
      return [messages.faults[rejection.fault]];
    case 'conversion-failed':
      return [messages.conversionFailed[rejection.fault]];
    case 'not-loaded':
      return [messages.notLoaded];
    case 'no-sound':
      return [messages.noSound];
    case 'findings':
      return rejection.findings.map(messages.finding);
  }
}

/** Explains why a clip was rejected, that nothing was charged, and what to do. */
export function ClipRejectionNotice({ name, rejection, keepsPrevious, onDismiss }: RejectionProps<ClipRejection>) {
  const messages = useMessages(videoMessages);
  return (
    <RejectionNotice
      messages={messages}
      name={name}
      reasons={getClipReasons(rejection, messages)}
      keepsPrevious={keepsPrevious}
      onDismiss={onDismiss}
    />
  );
}

export function VoiceRejectionNotice({ name, rejection, keepsPrevious, onDismiss }: RejectionProps<VoiceRejection>) {
  const messages = useMessages(voiceMessages);
  return (
    <RejectionNotice
      messages={messages}
      name={name}
      reasons={getVoiceReasons(rejection, messages)}
      keepsPrevious={keepsPrevious}
      onDismiss={onDismiss}
    />
  );
}

interface RejectionNoticeProps {
  readonly messages: Pick<VideoMessages, 'refusedTitle' | 'nothingCharged' | 'keepOld' | 'dismiss'>;
  readonly name: string;
  readonly reasons: readonly Reason[];
  readonly keepsPrevious: boolean;
  readonly onDismiss: () => void;
}

function RejectionNotice({ messages, name, reasons, keepsPrevious, onDismiss }: RejectionNoticeProps) {
  const sentenceGap = useSentenceGap();
  return (
    <Notice tone="danger" title={messages.refusedTitle(name)} onDismiss={onDismiss} dismissLabel={messages.dismiss}>
      {reasons.map(({ what, todo }) => (
        <p key={what}>
          {what}
          {sentenceGap}
          {todo}
        </p>
      ))}
      <p>
        {messages.nothingCharged}
        {sentenceGap}
        {keepsPrevious ? messages.keepOld : null}
      </p>
    </Notice>
  );
}
