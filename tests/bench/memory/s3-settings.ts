/** Settings for a site on the fake S3 server. */

import { type FakeS3, S3_BUCKET, S3_CREDENTIALS, S3_REGION } from '../../setup/services/fake-s3.ts';

export function getS3Settings({ endpoint }: FakeS3): Record<string, string> {
  return {
    ...{ STORAGE: 's3', S3_ENDPOINT: endpoint, S3_REGION, S3_BUCKET },
    ...{ S3_ACCESS_KEY_ID: S3_CREDENTIALS.accessKeyId, S3_SECRET_ACCESS_KEY: S3_CREDENTIALS.secretAccessKey },
  };
}
