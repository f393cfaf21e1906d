/** The texts that are needed before the first screen; those of all screens stand in `screen-texts.ts`. Another language is other files of the same shape. */
export { english as texts } from './english.ts';
