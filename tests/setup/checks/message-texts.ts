/** Collects every text of `lib/i18n`. Message functions are called with sample values generated from their TypeScript parameter types. */

import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { LANGUAGES, type Language } from '@/lib/i18n/language';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const ENGLISH = path.join(ROOT, 'lib/i18n/en');
const NOT_AN_AREA = 'format.ts';

/** @returns the message areas that have a file in this language. */
export function listAreas(language: Language): string[] {
  return readdirSync(path.join(ROOT, 'lib/i18n', language))
    .filter((file) => file.endsWith('.ts') && file !== NOT_AN_AREA)
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
}

/** @returns an area's messages by language, as the app imports them. */
export async function loadAreaMessages(area: string): Promise<Record<Language, unknown>> {
  const module: Record<string, unknown> = await import(/* @vite-ignore */ path.join(ROOT, `lib/i18n/${area}.ts`));
  const messages = module[`${area}Messages`];
  if (!isRecord(messages)) throw new Error(`lib/i18n/${area}.ts has no ${area}Messages`);
  return { en: messages.en, zh: messages.zh };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

type Sample = unknown;

/** Marks sample strings, such as `〔name〕`, so that tests can find and remove them in a text. */
export const PLACEHOLDER_PATTERN = /〔[^〕]*〕/g;

/** Two sample numbers per parameter name. Singular and plural forms have their own tests. */
const SAMPLE_NUMBERS: readonly (readonly [RegExp, readonly [number, number]])[] = [
  [/iso|At$/i, [0, 0]],
  [/bytes?(ize)?$/i, [101_300_000, 3_400_000]],
  [/ptc$/i, [70, 5_000]],
  [/px$/i, [1_920, 1_080]],
  [/db$/i, [6, 12]],
  [/percent|volume/i, [42, 100]],
  [/share/i, [0.42, 0.99]],
  [/index/i, [0, 30]],
  [/ms$/i, [4_200, 75_400]],
];

function sampleNumber(name: string, sampleIndex: number): number {
  const [, pair] = SAMPLE_NUMBERS.find(([pattern]) => pattern.test(name)) ?? [/./, [7, 9]];
  return pair[sampleIndex % 2] ?? pair[0];
}

/** @returns a few sample values of a type: each member of a union or list, and realistic numbers. */
function createSamples(type: ts.Type, name: string, checker: ts.TypeChecker, sampleIndex: number, at: ts.Node): Sample[] {
  const of = (inner: ts.Type, innerName = name, innerIndex = sampleIndex) => createSamples(inner, innerName, checker, innerIndex, at);
  if (type.isUnion()) return type.types.flatMap((member) => of(member));
  if (type.isStringLiteral() || type.isNumberLiteral()) return [type.value];
  if (type.flags & ts.TypeFlags.BooleanLiteral) return [checker.typeToString(type) === 'true'];
  if (type.flags & ts.TypeFlags.Null) return [null];
  if (type.flags & ts.TypeFlags.Undefined) return [undefined];
  if (type.flags & ts.TypeFlags.Number) return [sampleNumber(name, sampleIndex)];
  // Timestamps are ISO strings.
  if (type.flags & ts.TypeFlags.String) {
    return [/iso|made|used|linked|since/i.test(name) ? `2026-11-${22 + (sampleIndex % 2)}T13:04:00.000Z` : `〔${name}〕`];
  }
  if (checker.isArrayType(type)) {
    const element = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    if (element === undefined) return [[]];
    const members = [...of(element, name, 0), ...(element.isUnion() ? [] : of(element, name, 1))];
    return [members, ...members.map((member) => [member])];
  }
  // Skips the brand property of branded types.
  const properties = checker.getPropertiesOfType(type).filter((property) => !property.name.startsWith('__'));
  const columns = properties.map((property, index) => ({
    key: property.name,
    values: of(checker.getTypeOfSymbolAtLocation(property, at), property.name, sampleIndex + index),
  }));
  const rows = Math.max(1, ...columns.map(({ values }) => values.length));
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries(columns.map(({ key, values }) => [key, values[row % Math.max(1, values.length)]])),
  );
}

export interface MessageCall {
  /** Path of the message, such as `place.issue`. */
  readonly where: string;
  readonly names: readonly string[];
  readonly values: readonly Sample[];
}

/** @returns sample calls for each message function of the areas, by message path. */
export function collectMessageCalls(areas: readonly string[]): Map<string, MessageCall[]> {
  const files = areas.map((area) => path.join(ENGLISH, `${area}.ts`));
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.esnext.d.ts', 'lib.dom.d.ts'],
    types: [],
    paths: { '@/*': [`${ROOT}/*`] },
  });
  const checker = program.getTypeChecker();
  const found = new Map<string, MessageCall[]>();

  const visit = (type: ts.Type, where: string, at: ts.Node) => {
    const [signature] = type.getCallSignatures();
    if (signature) {
      const columns = signature.parameters.map((parameter, index) =>
        createSamples(checker.getTypeOfSymbolAtLocation(parameter, at), parameter.name, checker, index, at),
      );
      const rows = Math.max(1, ...columns.map((values) => values.length));
      found.set(
        where,
        Array.from({ length: rows }, (_, row) => ({
          where,
          names: signature.parameters.map(({ name }) => name),
          values: columns.map((values) => values[row % values.length]),
        })),
      );
      return;
    }
    if (!(type.flags & ts.TypeFlags.Object) || checker.isArrayType(type)) return;
    for (const property of checker.getPropertiesOfType(type)) {
      visit(checker.getTypeOfSymbolAtLocation(property, at), `${where}.${property.name}`, at);
    }
  };

  for (const [index, area] of areas.entries()) {
    const source = program.getSourceFile(files[index] ?? '');
    const symbol = source && checker.getSymbolAtLocation(source);
    const exported = symbol && checker.getExportsOfModule(symbol).find(({ name }) => name === area);
    if (!source || !exported) throw new Error(`lib/i18n/en/${area}.ts does not export ${area}`);
    visit(checker.getTypeOfSymbolAtLocation(exported, source), area, source);
  }
  return found;
}

/** @returns every string in a message value, which is a string, an array, a record or `null`. */
function collectStrings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(collectStrings);
  if (isRecord(value)) return Object.values(value).flatMap(collectStrings);
  return [];
}

export interface MessageText {
  readonly where: string;
  readonly en: string;
  readonly zh: string;
}

/** @returns every text of an area in both languages. Functions are called with the values of `calls`. */
export function collectTexts(
  messages: Record<Language, unknown>,
  area: string,
  calls: ReadonlyMap<string, readonly MessageCall[]>,
): MessageText[] {
  const walk = (en: unknown, zh: unknown, where: string): MessageText[] => {
    if (typeof en === 'function' && typeof zh === 'function') {
      return (calls.get(where) ?? []).flatMap(({ names, values }) => {
        const called = `${where}(${names.map((name, index) => `${name}: ${JSON.stringify(values[index])}`).join(', ')})`;
        const both = { en: collectStrings(en(...values)), zh: collectStrings(zh(...values)) };
        const textCount = Math.max(both.en.length, both.zh.length);
        return Array.from({ length: textCount }, (_, index) => ({ where: called, en: both.en[index] ?? '', zh: both.zh[index] ?? '' }));
      });
    }
    if (typeof en === 'string' && typeof zh === 'string') return [{ where, en, zh }];
    // Both languages have the same keys in the same order.
    if (isRecord(en) && isRecord(zh)) return Object.keys(en).flatMap((key) => walk(en[key], zh[key], `${where}.${key}`));
    return [];
  };
  return walk(messages[LANGUAGES[0]], messages[LANGUAGES[1]], area);
}
