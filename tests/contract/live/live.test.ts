import path from 'node:path';
import { describeUpstreamContract } from '../upstream-contract';
import { CONTRACT_CAP_MILLI_PTC, QUESTIONS_CAP_MILLI_PTC } from './caps';
import { startLiveSubject } from './live-subject';
import { describeOpenQuestions } from './open-questions';

const root = path.resolve(import.meta.dirname, '../../..');

/** `LIVE_VIDEO` and `LIVE_VOICE` name files of your own: upstream may find no face in a drawn one. */
const file = (name: string, sample: string) => path.resolve(root, process.env[name] || `public/sample/${sample}`);

const upstream = {
  baseUrl: process.env.AI302_BASE_URL || 'https://api.302.ai',
  apiKey: process.env.AI302_API_KEY ?? '',
  fetch,
  clipFile: file('LIVE_VIDEO', 'clip.mp4'),
  voiceFile: file('LIVE_VOICE', 'voice.mp3'),
  recordsFolder: path.join(root, 'tests/contract/recorded'),
  pauseMs: 10_000,
  maxQueries: 150,
};

describeUpstreamContract('302.AI itself', () => startLiveSubject({ ...upstream, name: 'contract', capMilliPtc: CONTRACT_CAP_MILLI_PTC }));
describeOpenQuestions('302.AI itself', () => startLiveSubject({ ...upstream, name: 'questions', capMilliPtc: QUESTIONS_CAP_MILLI_PTC }));
