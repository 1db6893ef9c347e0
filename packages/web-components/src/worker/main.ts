/** The module that the worker runs: it begins to listen as soon as it is loaded. */
import { expose } from 'comlink';
import { keepErrors } from '../transfer-errors.js';
import { createService } from './service.js';

keepErrors();
expose(createService());
