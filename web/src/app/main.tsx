import { createRoot } from 'react-dom/client';
import '../styles/index.css';
import { App } from './app.tsx';
import { fetchAhead } from './fetch-ahead.ts';

fetchAhead(location.pathname);
const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element with the id "app"');
createRoot(root).render(<App />);
