import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

/** No stylesheet of ours is drawn here, but jsdom's own hides what may open over the page. This screen is a wide one. */
const wide = document.createElement('style');
wide.textContent = '.md\\:flex { display: flex }';
document.head.append(wide);

/** No test sees what another has rendered. */
afterEach(cleanup);
