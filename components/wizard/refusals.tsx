'use client';

import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { type VideoMessages, videoMessages } from '@/lib/i18n/video';
import { type VoiceMessages, voiceMessages } from '@/lib/i18n/voice';
import { Notice } from './notice';
import type { ClipRefusal, VoiceRefusal } from './session/snapshot';

interface Reason {
  readonly what: string;
  readonly todo: string;
}

interface RefusalProps<Refusal> {
  readonly name: string;
  readonly refusal: Refusal;
  /** Whether one from before is still in use. */
  readonly hasOther: boolean;
  readonly onDismiss: () => void;
}

function clipReasons(refusal: ClipRefusal, words: VideoMessages): readonly Reason[] {
  switch (refusal.kind) {
    case 'fault':
      return [words.faults[refusal.fault]];
    case 'unhealed':
      return [words.unhealed[refusal.fault]];
    case 'not-loaded':
      return [words.notLoaded];
    case 'findings':
      return refusal.findings.map(words.finding);
    case 'bad-link':
      return [words.badLink];
    case 'link-not-fetchable':
      return [words.linkNotFetchable];
    case 'sample-missing':
      return [words.sampleMissing];
  }
}

function voiceReasons(refusal: VoiceRefusal, words: VoiceMessages): readonly Reason[] {
  switch (refusal.kind) {
    case 'fault':
      return [words.faults[refusal.fault]];
    case 'unhealed':
      return [words.unhealed[refusal.fault]];
    case 'not-loaded':
      return [words.notLoaded];
    case 'no-sound':
      return [words.noSound];
    case 'findings':
      return refusal.findings.map(words.finding);
  }
}

/** Why a clip was not taken: what is wrong with its numbers, that it cost nothing, what to do. */
export function ClipRefusalNotice({ name, refusal, hasOther, onDismiss }: RefusalProps<ClipRefusal>) {
  const words = useMessages(videoMessages);
  return <RefusalNotice words={words} name={name} reasons={clipReasons(refusal, words)} hasOther={hasOther} onDismiss={onDismiss} />;
}

export function VoiceRefusalNotice({ name, refusal, hasOther, onDismiss }: RefusalProps<VoiceRefusal>) {
  const words = useMessages(voiceMessages);
  return <RefusalNotice words={words} name={name} reasons={voiceReasons(refusal, words)} hasOther={hasOther} onDismiss={onDismiss} />;
}

interface RefusalNoticeProps {
  readonly words: Pick<VideoMessages, 'refusedTitle' | 'nothingCharged' | 'keepOld' | 'dismiss'>;
  readonly name: string;
  readonly reasons: readonly Reason[];
  readonly hasOther: boolean;
  readonly onDismiss: () => void;
}

function RefusalNotice({ words, name, reasons, hasOther, onDismiss }: RefusalNoticeProps) {
  const gap = useSentenceGap();
  return (
    <Notice tone="danger" title={words.refusedTitle(name)} onDismiss={onDismiss} dismissLabel={words.dismiss}>
      {reasons.map(({ what, todo }) => (
        <p key={what}>
          {what}
          {gap}
          {todo}
        </p>
      ))}
      <p>
        {words.nothingCharged}
        {gap}
        {hasOther ? words.keepOld : null}
      </p>
    </Notice>
  );
}
