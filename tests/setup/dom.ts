import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

/** jsdom loads none of the app's stylesheets, so elements for wide screens are shown with this rule. */
const wide = document.createElement('style');
wide.textContent = '.md\\:flex { display: flex }';
document.head.append(wide);

afterEach(cleanup);
