import { createRoot } from 'react-dom/client';
import { App } from './app.js';

createRoot(document.body.appendChild(document.createElement('main'))).render(<App />);
