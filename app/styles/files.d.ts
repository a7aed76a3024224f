/** What the build makes of files that are not code; `next.config.mjs` says how. */

declare module '*.css?inline' {
  const text: string;
  export default text;
}

declare module '*.css?url' {
  const url: string;
  export default url;
}

declare module '*.woff2' {
  const url: string;
  export default url;
}
