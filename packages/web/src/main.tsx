import './mantine.css';
import './app.css';
import './campaigns.css';
import { setNonce } from 'get-nonce';
import { createRoot } from 'react-dom/client';
import { styleNonce } from './api/style-nonce.ts';
import { App } from './app.tsx';

// A dialog holds the page behind it still by a style sheet of its own.
setNonce(styleNonce());
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no place for the web admin');
createRoot(root).render(<App />);
