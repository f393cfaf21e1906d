/** The texts of every screen, in the language of the web admin. Another language is another file of the same shape. */
export { english as texts } from './english.ts';
