// Builds the web admin. The routes of the API go in as plain data, so that no browser loads their schemas.
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { clientRoutes } from '@tact/api';

const ROUTES = 'virtual:client-routes';

function routesPlugin(): Plugin {
  return {
    name: 'tact-client-routes',
    resolveId: (id) => (id === ROUTES ? `\0${ROUTES}` : undefined),
    load: (id) =>
      id === `\0${ROUTES}` ? `export const routes = ${JSON.stringify(clientRoutes())};` : undefined,
  };
}

export default defineConfig({
  plugins: [react(), routesPlugin()],
  resolve: { dedupe: ['react', 'react-dom'] },
  build: {
    outDir: process.env['TACT_WEB_OUT'] ?? 'dist',
    emptyOutDir: true,
    // Below no size is a file put into another one as a data address, which the content security policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    rolldownOptions: {
      output: {
        // What menus and lists float by is large, and would come along with small parts of the shell that lie beside it.
        codeSplitting: {
          groups: [{ name: 'floating', test: /@floating-ui/, includeDependenciesRecursively: false }],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8228' } },
});
