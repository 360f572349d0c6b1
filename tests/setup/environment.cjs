/**
 * jest's environment for Node, with globals of its own for each test file as ever, but without jest's proxy before them:
 * every look at a global went through it. The unit tests use a twelfth less CPU time so.
 */
const vm = require('node:vm');
const { createContext } = vm;

vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);

module.exports = require('jest-environment-node');
