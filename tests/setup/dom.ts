import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

/** No test sees what another has rendered. */
afterEach(cleanup);
