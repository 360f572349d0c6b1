/**
 * Checks who imports whom with dependency-cruiser and .dependency-cruiser.cjs: `npm run imports`.
 *
 * dependency-cruiser reads TypeScript through the JavaScript API of the `typescript` package, which version 7 no
 * longer has. It gets Node's own type stripping under that name instead. Type-only imports are turned into plain
 * ones first: a type of a forbidden folder is as forbidden as its code. Of a file with JSX, which Node does not strip, it
 * gets the imports.
 */
import { createRequire, registerHooks, stripTypeScriptTypes } from 'node:module';

const TYPE_ONLY = /^(\s*(?:import|export))\s+type\b(?=[^;]*?\bfrom\b)/gm;
const IMPORTS = /^(?:import|export)\s(?:[^;'"]*?\bfrom\s+)?'[^']+'|\bimport\('[^']+'\)/gm;
const STAND_IN = 'data:text/javascript,export default globalThis.typescriptStandIn';
const cruiser = new URL('../node_modules/dependency-cruiser/', import.meta.url);

globalThis.typescriptStandIn = {
  version: '7.0.0',
  SyntaxKind: {},
  transpileModule: (source, { fileName }) => {
    const plain = source.replace(TYPE_ONLY, '$1');
    const importsOnly = () => `${(plain.match(IMPORTS) ?? []).join(';\n')};`;
    return { outputText: fileName?.endsWith('.tsx') ? importsOnly() : stripTypeScriptTypes(plain) };
  },
};
createRequire(import.meta.url)(new URL('src/meta.cjs', cruiser).pathname).supportedTranspilers.typescript = '>=7';
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'typescript' && context.parentURL?.startsWith(cruiser.href)
      ? { url: STAND_IN, shortCircuit: true }
      : next(specifier, context),
});

process.removeAllListeners('warning'); // type stripping announces itself as experimental
process.argv.push('--config', '.dependency-cruiser.cjs', '--output-type', 'err', '.');
await import(new URL('bin/dependency-cruiser.mjs', cruiser).href);
