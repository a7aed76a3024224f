'use client';

import { type ReactNode, useState } from 'react';
import { Notice } from '@/components/shell/notice';
import { TimelineShortcutsDialog } from '@/components/timeline/shortcuts-dialog';
import { ActionMenu } from '@/components/ui/action-menu';
import { AppLink } from '@/components/ui/app-link';
import { Button, type ButtonVariant } from '@/components/ui/button';
import { CopyableLink } from '@/components/ui/copyable-link';
import { FileButton } from '@/components/ui/file-button';
import { ListenButton } from '@/components/ui/listen-button';
import { ModalDialog } from '@/components/ui/modal-dialog';
import { ProgressBar } from '@/components/ui/progress-bar';
import { SegmentedControl } from '@/components/ui/segmented-control';
import { Slider } from '@/components/ui/slider';
import { Switch } from '@/components/ui/switch';
import { TextField } from '@/components/ui/text-field';
import { TimeField } from '@/components/ui/time-field';
import { Toast } from '@/components/ui/toast';
import { clamp, formatTime, parseTimeEntry } from '@/lib/domain/time';
import { LANGUAGE_TAGS } from '@/lib/i18n/language';
import { ownerMessages } from '@/lib/i18n/owner';
import { placeMessages } from '@/lib/i18n/place';
import { resultMessages } from '@/lib/i18n/result';
import { shellMessages } from '@/lib/i18n/shell';
import { useLanguage, useMessages } from '@/lib/i18n/use-messages';
import { videoMessages } from '@/lib/i18n/video';

const noop = () => undefined;
const BUTTON_VARIANTS: readonly ButtonVariant[] = ['primary', 'outline', 'quiet'];
const SIZES = ['small', 'medium', 'large'] as const;
const TONES = ['plain', 'warn', 'danger'] as const;

/** Every component of `components/ui` in each of its states, interactive, with messages of the wizard. */
export function ComponentGallery() {
  return (
    <div className="flex flex-col gap-6">
      <Buttons />
      <Fields />
      <Choices />
      <Sliders />
      <Progress />
      <Overlays />
    </div>
  );
}

function Row({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2">{children}</div>;
}

function Buttons() {
  const place = useMessages(placeMessages);
  const video = useMessages(videoMessages);
  const shell = useMessages(shellMessages);
  return (
    <>
      {BUTTON_VARIANTS.map((variant) => (
        <Row key={variant}>
          {SIZES.map((size) => (
            <Button key={size} variant={variant} size={size}>
              {place.createPractice}
            </Button>
          ))}
          <Button variant={variant} disabled>
            {place.creating}
          </Button>
          <Button variant={variant} aria-disabled>
            {place.creating}
          </Button>
        </Row>
      ))}
      <Row>
        <FileButton accept="*" onFiles={noop}>
          {video.choose}
        </FileButton>
        <FileButton accept="*" onFiles={noop} disabled>
          {video.choose}
        </FileButton>
        <ListenButton src="/sample/voice.mp3" label={video.play} />
        <ListenButton src={null} label={video.play} />
        <AppLink href="/" className="underline">
          {shell.toStart}
        </AppLink>
      </Row>
    </>
  );
}

function Fields() {
  const place = useMessages(placeMessages);
  const owner = useMessages(ownerMessages);
  const [ms, setMs] = useState(4_200);
  const parse = (text: string) => {
    const parsedEntry = parseTimeEntry(text, ms);
    return parsedEntry.ok ? parsedEntry : ({ ok: false, message: place.refused(parsedEntry.reason, formatTime(ms)) } as const);
  };
  const time = { label: place.fields.insertAtMs, valueMs: ms, format: formatTime, parse, hint: place.timeHint, onCommit: setMs };
  return (
    <>
      <TextField label={owner.inviteField} hint={owner.inviteHint} />
      <TextField label={owner.inviteField} error={owner.inviteEmpty} />
      <TextField label={owner.inviteField} disabled />
      <div className="grid grid-cols-3 gap-3">
        <TimeField {...time} />
        <TimeField {...time} note={place.stoppedAt(ms, place.stops['overlap-too-short'])} />
        <TimeField {...time} isDisabled />
      </div>
      <CopyableLink href={LINK} label={owner.linkLabel} copy={owner.copy} copied={owner.copied} copyManually={owner.copyByHand} />
    </>
  );
}

const LINK = 'https://lip-sync.example/join#secret';

function Choices() {
  const place = useMessages(placeMessages);
  const versus = useMessages(resultMessages).versus;
  const [isOn, setIsOn] = useState(false);
  const [versusFirst, setVersusFirst] = useState<'previous' | 'first'>('previous');
  return (
    <>
      <Switch label={place.keepOldSound} note={isOn ? place.oldSoundOn : place.oldSoundOff} isSelected={isOn} onChange={setIsOn} />
      <Switch label={place.keepOldSound} note={place.oldSoundOn} isSelected onChange={noop} />
      <Switch label={place.keepOldSound} note={place.oldSoundNone} isSelected={false} isDisabled onChange={noop} />
      <SegmentedControl
        label={versus.label}
        options={[
          { value: 'previous', label: versus.previous },
          { value: 'first', label: versus.first },
        ]}
        value={versusFirst}
        onChange={setVersusFirst}
      />
    </>
  );
}

const SCALE_MS = 9_000;

function Sliders() {
  const place = useMessages(placeMessages);
  const [value, setValue] = useState(3_000);
  const scale = { minValue: 0, maxValue: SCALE_MS, arrowKeyStep: 100, pageKeyStep: 1_000 };
  const thumb = {
    label: place.fields.insertAtMs,
    value,
    minValue: 500,
    maxValue: 6_500,
    valueText: place.insertText(value, value + 2_000),
  };
  const onMove = (_index: number, toMs: number) => setValue(clamp(toMs, thumb.minValue, thumb.maxValue));
  return (
    <>
      <Slider
        {...scale}
        label={thumb.label}
        tone="accent"
        fill={{ start: value, end: value + 2_000 }}
        highlight={{ start: 500, end: 8_500 }}
        thumbs={[thumb]}
        onMove={onMove}
      />
      <Slider {...scale} label={thumb.label} thumbs={[thumb]} onMove={onMove} />
      <Slider {...scale} label={thumb.label} thumbs={[thumb]} onMove={noop} isDisabled />
    </>
  );
}

function Progress() {
  const { uploadLabel } = useMessages(videoMessages);
  return (
    <>
      {[0, 0.4, 1, null].map((share) => (
        <ProgressBar key={share} label={uploadLabel} progress={share} />
      ))}
    </>
  );
}

function Overlays() {
  const { language } = useLanguage();
  const shell = useMessages(shellMessages);
  const video = useMessages(videoMessages);
  const result = useMessages(resultMessages);
  const [open, setOpen] = useState<'sheet' | 'keys' | 'bar' | null>(null);
  const close = () => setOpen(null);
  const { title, text } = shell.messages['not-found'];
  return (
    <>
      {TONES.map((tone) => (
        <Notice key={tone} tone={tone} title={title} onDismiss={noop} dismissLabel={video.dismiss}>
          {text}
        </Notice>
      ))}
      <Row>
        <ActionMenu
          label={shell.stepsLabel}
          actions={[
            { id: 'one', label: result.changeAndTryAgain, onAction: noop },
            { id: 'two', label: result.dubAnother, disabledReason: result.dubAnotherUnsaved, onAction: noop },
            { id: 'three', label: video.dismiss, tone: 'danger', onAction: noop },
          ]}
        />
        {(['sheet', 'keys', 'bar'] as const).map((overlay) => (
          <Button key={overlay} onClick={() => setOpen(overlay)}>
            {overlay}
          </Button>
        ))}
      </Row>
      {open === 'sheet' ? (
        <ModalDialog title={title} closeLabel={video.dismiss} locale={LANGUAGE_TAGS[language]} onClose={close}>
          <p className="mt-2 text-ink-soft">{text}</p>
        </ModalDialog>
      ) : null}
      {open === 'keys' ? <TimelineShortcutsDialog singleKeys onSingleKeysChange={noop} onClose={close} /> : null}
      {open === 'bar' ? (
        <Toast closeLabel={video.dismiss} onClose={close}>
          {text}
        </Toast>
      ) : null}
    </>
  );
}
