import { defineConfig } from 'vite';

/** Where the server runs during development; `npm start` listens there. */
const SERVER = process.env.ORDERLY_URL ?? 'http://127.0.0.1:8080';
const SERVED = ['/api', '/trpc', '/health', '/docs', '/openapi.json', '/asyncapi.json', '/problems'];

/** The console: `web/dist` holds files with hashed names and no inline script, so that a strict policy holds. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // React's libraries carry directives for servers, which mean nothing here.
      onwarn(warning, tell) {
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') tell(warning);
      },
    },
  },
  worker: { format: 'es' },
  server: { proxy: Object.fromEntries(SERVED.map((path) => [path, { target: SERVER, changeOrigin: true }])) },
});
