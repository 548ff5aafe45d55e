/** Packages of styles alone have no types. */
declare module '@fontsource-variable/*';
