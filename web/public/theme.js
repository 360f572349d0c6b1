// Before the first paint, or a dark page would flash white: the address, then what was chosen last, then the system.
(() => {
  let chosen = new URLSearchParams(location.search).get('theme');
  if (chosen !== 'dark' && chosen !== 'light') {
    try {
      chosen = localStorage.getItem('theme');
    } catch {
      chosen = null; // Storage is forbidden here: the system's choice it is.
    }
  }
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
