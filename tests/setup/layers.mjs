/**
 * Import rules for dependency-cruiser. Each layer lists everything it may import; any other import fails the check.
 * Document each exception here with its reason, and in docs/architecture.md.
 */

/** Packages, as they resolve on disk. */
const packages = (...names) => names.map((name) => `^node_modules/${name}/`);
/** Node's own modules, which resolve to their bare name. */
const NODE = ['^[a-z_]+$', '^[a-z_]+/[a-z_]+$'];
const REACT = packages('react', 'react-dom');
/** The app's own API errors, which adapters throw. */
const ERRORS = ['^lib/contracts/error\\.ts$', '^lib/server/http/app-error\\.ts$'];
/** What every server folder may use: settings, clock, log, ids, retry. */
const SHARED = ['^lib/server/(config|runtime)/'];

/** Packages for fields, sliders and dialogs. */
const INTERFACE = packages(
  'react-aria',
  'react-aria-components',
  'react-stately',
  'lucide-react',
  'react-hook-form',
  '@hookform/resolvers',
  'zod',
  'next',
);

const ADAPTERS = ['upstream', 'db', 'storage', 'auth', 'media'];
/** Folders of use cases, each a noun. They receive adapters through `services`, so they import only adapter types. */
const USE_CASES = ['uploads', 'videos', 'jobs', 'results', 'maintenance', 'admin', 'practice'];

/** What routes and pages call: use cases, the route wrapper, settings and the composition root; never an adapter. */
const SERVER_ENTRY = `^lib/server/((${USE_CASES.join('|')}|http|config|runtime)/|[^/]+\\.ts$)`;

const layers = [
  { name: 'domain', from: '^lib/domain/', to: ['^lib/domain/'] },
  { name: 'contracts', from: '^lib/contracts/', to: ['^lib/contracts/', '^lib/domain/', ...packages('zod')] },
  // React only for the hook that returns the messages of the selected language.
  { name: 'i18n', from: '^lib/i18n/', to: ['^lib/i18n/', '^lib/domain/', '^lib/contracts/', ...REACT] },
  {
    name: 'client',
    from: '^lib/client/',
    to: ['^lib/client/', '^lib/domain/', '^lib/contracts/', ...REACT, ...packages('zod', '@tanstack/react-query', 'idb-keyval')],
  },
  {
    name: 'media',
    from: '^lib/media/',
    to: ['^lib/media/', '^lib/domain/', '^lib/contracts/', ...packages('mediabunny', '@mediabunny/mp3-encoder', '@mediabunny/aac-encoder')],
  },
  {
    name: 'ui',
    from: '^components/ui/',
    to: ['^components/(ui|hooks)/', ...REACT, ...INTERFACE],
  },
  { name: 'hooks', from: '^components/hooks/', to: ['^components/hooks/', ...REACT, ...packages('react-aria', 'next')] },
  {
    name: 'components',
    from: '^components/(?!(ui|hooks)/)',
    to: [
      ...['^components/', '^lib/domain/', '^lib/contracts/', '^lib/client/', '^lib/media/', '^lib/i18n/'],
      ...[...REACT, ...INTERFACE, ...packages('@tanstack/react-query')],
    ],
  },
  ...ADAPTERS.map((adapter) => ({
    name: `server-${adapter}`,
    from: `^lib/server/${adapter}/`,
    to: [
      ...[`^lib/server/${adapter}/`, '^lib/domain/', ...SHARED, ...ERRORS, ...NODE],
      ...packages('server-only', 'zod', 'drizzle-orm', '@libsql/client', 'mediabunny', 'next', 'aws4fetch', '@vercel/blob'),
    ],
  })),
  {
    name: 'simulator',
    from: '^lib/simulator/',
    to: [
      ...['^lib/simulator/', '^lib/domain/', '^lib/server/upstream/schemas\\.ts$', '^lib/server/storage/storage\\.ts$', ...NODE],
      ...packages('mediabunny', 'mpg123-decoder', 'zod'),
    ],
  },
  {
    name: 'api-routes',
    from: '^app/api/',
    // Messages for content that the API returns as readable text, such as a CSV export.
    to: [SERVER_ENTRY, '^lib/contracts/', '^lib/i18n/', ...packages('zod', 'next')],
  },
  {
    name: 'pages',
    from: '^app/(?!api/|styles/as-text\\.mjs$)',
    to: [
      '^app/(?!api/)',
      '^components/',
      '^lib/i18n/',
      // Response types of server reads.
      '^lib/contracts/',
      SERVER_ENTRY,
      ...REACT,
      ...packages('next', 'server-only', '@fontsource-variable/inter'),
    ],
  },
  // Runs only during the build.
  { name: 'styles-loader', from: '^app/styles/as-text\\.mjs$', to: packages('@tailwindcss/postcss', 'lightningcss', 'postcss') },
];

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layers.map(({ name, from, to }) => ({
      name: `layer-${name}`,
      severity: 'error',
      from: { path: from },
      to: { pathNot: to },
    })),
    {
      name: 'server-stays-on-the-server',
      comment:
        'Only routes, pages and lib/server itself import lib/server. The simulator also uses its upstream schemas and storage types.',
      severity: 'error',
      from: { pathNot: ['^lib/server/', '^app/', '^proxy\\.ts$', '^instrumentation(-node)?\\.ts$', '^tests/', '^lib/simulator/'] },
      to: { path: '^lib/server/' },
    },
    {
      name: 'simulator-behind-services',
      comment: 'Only services.ts selects practice or live mode.',
      severity: 'error',
      from: { pathNot: ['^lib/simulator/', '^lib/server/services\\.ts$', '^tests/'] },
      to: { path: '^lib/simulator/' },
    },
    { name: 'tests-stay-out', severity: 'error', from: { pathNot: '^tests/' }, to: { path: '^tests/' } },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-development-packages',
      severity: 'error',
      from: { pathNot: '^(tests/|[^/]+$)' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '^node_modules/@types/' },
    },
  ],
  required: [
    {
      name: 'server-only',
      comment: 'Every file of lib/server imports server-only, so that the build fails when a browser bundle includes it.',
      severity: 'error',
      module: { path: '^lib/server/.+\\.tsx?$' },
      to: { path: '^node_modules/server-only/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: '^node_modules/' },
    exclude: { path: '\\.(css|svg)$' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
