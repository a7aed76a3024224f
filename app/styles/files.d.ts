/** Types of the imported assets; `next.config.mjs` configures their loaders. */

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
