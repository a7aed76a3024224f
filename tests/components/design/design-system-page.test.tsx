import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { RADII, TOKENS, TYPE_SIZES } from '@/components/design/tokens';
import config from '@/tailwind.config';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const theme: Readonly<Record<string, unknown>> = { ...config.theme };
const getTokenNames = (part: string) => Object.keys(theme[part] ?? {});

/** CSS built-ins, and the colour of overlays on a video in both themes. */
const BUILT_IN_TOKENS = ['transparent', 'current', 'white', 'black', 'none'];

test('the design page shows every token', () => {
  const documentedTokens = Object.values(TOKENS).flat();
  expect(documentedTokens.toSorted()).toEqual(
    getTokenNames('colors')
      .filter((name) => !BUILT_IN_TOKENS.includes(name))
      .toSorted(),
  );
  expect(TYPE_SIZES.map((name) => name.slice('text-'.length))).toEqual(getTokenNames('fontSize'));
  expect(RADII.map((name) => name.slice('rounded-'.length))).toEqual(
    getTokenNames('borderRadius').filter((name) => !BUILT_IN_TOKENS.includes(name)),
  );
});

test('the design page shows every UI component', () => {
  const gallerySource = readFileSync(path.join(ROOT, 'components/design/component-gallery.tsx'), 'utf8');
  const componentFiles = readdirSync(path.join(ROOT, 'components/ui')).filter((file) => file.endsWith('.tsx'));
  // The shortcuts dialog is shown with the timeline's messages.
  const names = componentFiles.map((file) => file.replace('.tsx', '')).filter((name) => name !== 'shortcuts-dialog');
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !gallerySource.includes(`@/components/ui/${name}'`))).toEqual([]);
});
