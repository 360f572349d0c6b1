/**
 * Loaded by node before jest and each of its workers. Jest gives every test file a context of its own and compiles each
 * module anew in it, its own modules too; what was compiled for an earlier file can be run again in another context.
 *
 * 1. A module is known by its file and its whole source: what has changed is compiled.
 * 2. Only code is kept, never a value: modules of two test files share nothing.
 * 3. A module that may import others at run time is bound to the file for which it was compiled. It is compiled for each,
 *    from what V8 keeps of it, as ES modules are. What V8 does not accept it compiles itself.
 */
const v8 = require('node:v8');
const vm = require('node:vm');

/** What an earlier test file used stays compiled until the next one uses it. */
v8.setFlagsFromString('--no-flush-bytecode');

const IMPORTS_LATER = /\bimport\s*\(/;
const { compileFunction, Script, SourceTextModule } = vm;

/** By name: the source, with the script made of it or with what V8 keeps of it. */
const kept = new Map();

function keep(name, source, compiled) {
  kept.set(name, { source, ...compiled });
  return compiled;
}

function find(name, source) {
  const known = kept.get(name);
  return known?.source === source ? known : undefined;
}

function scriptOf(source, parameters, filename) {
  const head = `(function (${parameters}) {`;
  return new Script(`${head}${source}\n})`, { filename, columnOffset: -head.length });
}

vm.compileFunction = (source, parameters, options) => {
  const { filename, parsingContext } = options ?? {};
  if (!filename || !parsingContext) return compileFunction(source, parameters, options);
  const name = `${filename}(${parameters})`;
  let known = find(name, source);
  if (!known && !IMPORTS_LATER.test(source))
    known = keep(name, source, { script: scriptOf(source, parameters, filename) });
  if (known?.script) return known.script.runInContext(parsingContext);
  if (known) return compileFunction(source, parameters, { ...options, cachedData: known.cachedData });
  const compiled = compileFunction(source, parameters, { ...options, produceCachedData: true });
  keep(name, source, { cachedData: compiled.cachedData });
  return compiled;
};

if (SourceTextModule) {
  vm.SourceTextModule = class extends SourceTextModule {
    constructor(source, options) {
      const { identifier } = options ?? {};
      const cachedData = identifier && find(identifier, source)?.cachedData;
      super(source, cachedData ? { ...options, cachedData } : options);
      if (identifier && !cachedData) keep(identifier, source, { cachedData: this.createCachedData() });
    }
  };
}
