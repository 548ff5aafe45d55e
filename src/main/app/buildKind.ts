/** What this build is for; fixed when it is built, so that nothing outside can change it. */

export type BuildKind = 'production' | 'test' | 'development';

/** `test` takes what Playwright drives it by, `development` the page of the development server as well. */
export const buildKind: BuildKind = import.meta.env.DEV
  ? 'development'
  : import.meta.env.MODE === 'test'
    ? 'test'
    : 'production';
