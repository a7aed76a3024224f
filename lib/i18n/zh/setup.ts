import type { SetupCode } from '../../contracts/setup';
import type { SetupMessages } from '../en/setup';

interface ProblemText {
  readonly title: string;
  readonly text: string;
}

const onVercelMessages: Record<Exclude<SetupCode, 'setting'>, ProblemText> = {
  'database-missing': {
    title: '数据库',
    text: '它记着谁可以进来、生成过什么、花了多少；Vercel 自己在两次请求之间什么都不保留。在 Vercel 的项目里打开 Storage，新建一个 Turso 数据库并连接到项目，所需的设置就都有了。别的 libSQL 服务器也可以：把 DATABASE_URL 设为它的地址，再设置 DATABASE_AUTH_TOKEN。',
  },
  'store-missing': {
    title: '存放视频和成片的存储',
    text: '视频直接传到那里，成片也保存在那里。在 Vercel 的项目里打开 Storage，新建一个私有（Private）的 Blob 存储并连接到项目，BLOB_READ_WRITE_TOKEN 就会自动设好。也可以用 S3 存储桶：设置 S3_BUCKET、S3_REGION、S3_ACCESS_KEY_ID 和 S3_SECRET_ACCESS_KEY。',
  },
  'passcode-missing': {
    title: '管理员口令',
    text: '已经有 302.AI 密钥，在这里做事会花钱；没有口令就谁也进不来，包括你自己。请设置 OWNER_PASSCODE，12 个字符以上。',
  },
  'database-behind': {
    title: '数据库还不是最新的',
    text: '它属于旧版本，或者是在上次部署之后才连接的。再部署一次就会更新。预览部署不会动它的数据库；如果预览有自己的数据库，请在那里设置 PREVIEW_MIGRATES=1。',
  },
  'database-unreachable': {
    title: '数据库没有回应',
    text: '请检查 DATABASE_URL 和 DATABASE_AUTH_TOKEN（或连接数据库时自动设好的那两项），以及数据库是否还在。原因写在项目的日志里。',
  },
};

const onServerMessages: Record<Exclude<SetupCode, 'setting'>, ProblemText> = {
  ...onVercelMessages,
  'database-behind': {
    title: '数据库还不是最新的',
    text: '重新启动服务器就会更新。没有更新的原因写在服务器的日志里。',
  },
  'database-unreachable': {
    title: '数据库用不了',
    text: '如果是文件，它要放在这台服务器可以写入的磁盘上；如果是数据库服务器，它要有回应。DATABASE_URL 指明它在哪里。原因写在服务器的日志里。',
  },
};

export const setup: SetupMessages = {
  title: '本站还没有设置好',
  text: '没有扣费。以下是给管理员看的：还缺什么，怎么设置。',
  works:
    '现在已经可以用你自己的文件摆放和试听，内容只留在这个浏览器里：视频会当作从头到尾有一张人脸。识别人脸和生成要等管理员设置好。管理员还需要：',
  strip: '本站还没有设置好。可以摆放和试听；识别人脸和生成要等管理员。',
  stripShort: '还没有设置好：可以摆放，不能生成。',
  thenDeploy: '然后重新部署项目：设置从下一次部署起生效。',
  thenStart: '然后重新启动服务器：设置在启动时读取。',
  problem: ({ code, setting }, onVercel) =>
    code === 'setting'
      ? {
          title: setting ?? '一项设置',
          text: onVercel
            ? '这项设置缺少，或者不对。哪里不对，项目的日志里有说明；日志里从不写出任何值。'
            : '这项设置缺少，或者不对。哪里不对，服务器的日志里有说明；日志里从不写出任何值。',
        }
      : (onVercel ? onVercelMessages : onServerMessages)[code],
  toWizardAsIs: '去用已经可用的部分',
  readyTitle: '本站已设置好',
  readyText: '什么都不缺。',
  toWizard: '返回首页',
};
