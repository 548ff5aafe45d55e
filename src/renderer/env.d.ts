/** Style-only packages carry no types. */
declare module '@fontsource-variable/*';
