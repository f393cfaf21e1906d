declare module 'virtual:client-routes' {
  import type { ClientRoutes } from '@tact/api/without-schemas';
  /** The routes of the API, put in by `vite.config.ts`. */
  export const routes: ClientRoutes;
}

declare module '*.css';
