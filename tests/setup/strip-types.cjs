/** Jest's transform: Node's own type stripping, so that tests run the code exactly as `npm start` does. */
const { stripTypeScriptTypes } = require('node:module');

module.exports = { process: (source) => ({ code: stripTypeScriptTypes(source, { mode: 'strip' }) }) };
