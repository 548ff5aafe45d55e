/** The purpose of this build. It is fixed when the program is built, so that nothing outside can change it. */

export type BuildKind = 'production' | 'test' | 'development';

/**
 * `test` also accepts the switches by which Playwright drives it. `development` also loads the page of the development
 * server.
 */
export const buildKind: BuildKind = import.meta.env.DEV
  ? 'development'
  : import.meta.env.MODE === 'test'
    ? 'test'
    : 'production';
