import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const teal: MantineColorsTuple = [
  '#f0fdfa',
  '#ccfbf1',
  '#99f6e4',
  '#5eead4',
  '#2dd4bf',
  '#14b8a6',
  '#0d9488',
  '#0f766e',
  '#115e59',
  '#134e4a',
];
const crimson: MantineColorsTuple = [
  '#fff1f2',
  '#ffe4e6',
  '#fecdd3',
  '#fda4af',
  '#fb7185',
  '#f43f5e',
  '#dc2645',
  '#b4163b',
  '#9f1239',
  '#881337',
];
const amber: MantineColorsTuple = [
  '#fffbeb',
  '#fef3c7',
  '#fde68a',
  '#fcd34d',
  '#fbbf24',
  '#f59e0b',
  '#b45f06',
  '#8f4a0a',
  '#78350f',
  '#5f2b0d',
];

/** Cool greys, so that nothing on the dark page looks brown. */
const dark: MantineColorsTuple = [
  '#d9dde2',
  '#b8bec6',
  '#949ca7',
  '#6b7480',
  '#454c55',
  '#363b42',
  '#272c32',
  '#191c20',
  '#131619',
  '#0e1013',
];

/** The look of the whole web admin: one accent, small radii, no shadow but on overlays. Every pair of colours has contrast AA. */
export const theme = createTheme({
  colors: { teal, crimson, amber, dark },
  primaryColor: 'teal',
  primaryShade: 7,
  autoContrast: true,
  luminanceThreshold: 0.36,
  fontFamily:
    'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, monospace',
  fontSizes: { xs: '12px', sm: '13.5px', md: '14.5px', lg: '17px', xl: '21px' },
  defaultRadius: 6,
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: {
    fontWeight: '640',
    sizes: { h1: { fontSize: '22px', lineHeight: '1.3' }, h2: { fontSize: '16px', lineHeight: '1.4' } },
  },
  components: {
    InputWrapper: { defaultProps: { withAsterisk: false } },
    Alert: { defaultProps: { variant: 'light', radius: 6 } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 550 } },
    Button: { defaultProps: { size: 'sm', fw: 550 } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 0 } } },
    Paper: { defaultProps: { withBorder: true, radius: 6 } },
    Table: { defaultProps: { verticalSpacing: 7, horizontalSpacing: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 250, multiline: true, maw: 340 } },
  },
});

/** The three colours of a verdict, in light and dark; the same in tables, strips and maps, and never without an icon. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--tact-allowed': teal[7],
    '--tact-allowed-fill': '#8fd8cd',
    '--tact-on-allowed-fill': '#16191d',
    '--tact-closing': amber[7],
    '--tact-closing-fill': amber[3],
    '--tact-blocked': crimson[7],
    '--tact-blocked-fill': '#f3d3d9',
    '--tact-line': '#e3e6ea',
    '--tact-quiet': '#f7f8f9',
    '--mantine-color-dimmed': '#5b6470',
    '--mantine-color-placeholder': '#6b7480',
    '--mantine-color-error': crimson[7],
  },
  dark: {
    '--tact-allowed': teal[4],
    '--tact-allowed-fill': '#177a70',
    '--tact-on-allowed-fill': '#fff',
    '--tact-closing': amber[4],
    '--tact-closing-fill': '#8f5d10',
    '--tact-blocked': crimson[4],
    '--tact-blocked-fill': '#4b2430',
    '--tact-line': '#363b42',
    '--tact-quiet': '#22262b',
    '--mantine-color-body': '#191c20',
    '--mantine-color-default': '#22262b',
    '--mantine-color-default-border': '#3b4149',
    '--mantine-color-dimmed': '#a2abb6',
    '--mantine-color-placeholder': '#8c95a1',
    '--mantine-color-error': crimson[4],
  },
});
