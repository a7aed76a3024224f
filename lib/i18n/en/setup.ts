import type { SetupCode, SetupProblem } from '../../contracts/setup';
import type { Texts } from '../language';

interface ProblemText {
  readonly title: string;
  readonly text: string;
}

const onVercelMessages: Record<Exclude<SetupCode, 'setting'>, ProblemText> = {
  'database-missing': {
    title: 'A database',
    text: 'It remembers who may come in, what was asked for and what it cost; Vercel itself keeps nothing between two requests. In your project on Vercel, open Storage, create a Turso database and connect it to the project: that sets all that is needed. Any other libSQL server will do: set DATABASE_URL to its address, and DATABASE_AUTH_TOKEN.',
  },
  'store-missing': {
    title: 'A store for clips and results',
    text: 'Clips go straight to it, and results are kept there. In your project on Vercel, open Storage, create a Blob store with private access and connect it to the project: that sets BLOB_READ_WRITE_TOKEN. Or use a bucket of S3: set S3_BUCKET, S3_REGION, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.',
  },
  'passcode-missing': {
    title: 'Your passcode',
    text: 'There is a 302.AI key, so work here costs money, and without a passcode nobody is let in, you included. Set OWNER_PASSCODE to something of 12 characters or more.',
  },
  'database-behind': {
    title: 'The database is not up to date',
    text: 'It belongs to an older version, or was connected after the last deployment. Deploying once more brings it up to date. A preview leaves its database alone; where it has one of its own, set PREVIEW_MIGRATES=1 there.',
  },
  'database-unreachable': {
    title: 'The database does not answer',
    text: 'Look at DATABASE_URL and DATABASE_AUTH_TOKEN, or at the ones that your database’s connection has set, and at whether that database is there. The reason is in the project’s logs.',
  },
};

const onServerMessages: Record<Exclude<SetupCode, 'setting'>, ProblemText> = {
  ...onVercelMessages,
  'database-behind': {
    title: 'The database is not up to date',
    text: 'Starting the server again brings it up to date. The reason why that did not happen is in the server’s log.',
  },
  'database-unreachable': {
    title: 'The database cannot be used',
    text: 'As a file, it must be on a disk that this server may write to; as a server, it must answer. DATABASE_URL says where it is. The reason is in the server’s log.',
  },
};

export const setup = {
  title: 'This site is not set up yet',
  text: 'Nothing was charged. This is for its owner: what is missing, and how to set it.',
  works:
    'Placing and listening work already, with your own files, and stay in this browser: the clip is taken as if one face were in it all the time. Finding faces and creating wait for the site’s owner. For them, this is what is missing:',
  strip: 'This site is not set up yet. Placing and listening work; finding faces and creating wait for its owner.',
  /** For narrow screens. */
  stripShort: 'Not set up yet: placing works, creating does not.',
  thenDeploy: 'Then deploy the project again: settings count from the next deployment on.',
  thenStart: 'Then start the server again: settings are read when it starts.',
  problem: ({ code, setting }: SetupProblem, onVercel: boolean): ProblemText =>
    code === 'setting'
      ? {
          title: setting ?? 'A setting',
          text: onVercel
            ? 'This setting is missing, or cannot be right. What is wrong with it is in the project’s logs; no value is ever written there.'
            : 'This setting is missing, or cannot be right. What is wrong with it is in the server’s log; no value is ever written there.',
        }
      : (onVercel ? onVercelMessages : onServerMessages)[code],
  toWizardAsIs: 'To what works already',
  readyTitle: 'This site is set up',
  readyText: 'Nothing is missing.',
  toWizard: 'To the wizard',
};

export type SetupMessages = Texts<typeof setup>;
