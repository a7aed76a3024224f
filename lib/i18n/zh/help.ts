import type { HelpMessages } from '../en/help';

export const help: HelpMessages = {
  goodClipTitle: '什么样的视频效果好',
  goodClipText: '服务会寻找能动起来的嘴。下面四点决定效果。',
  close: '关闭',
  good: '效果好',
  bad: '常常失败',
  showExamples: '看看例子',
  pairs: {
    turned: { title: '面向镜头', good: '正脸，或稍微偏一点', bad: '侧脸' },
    light: { title: '光线充足', good: '看得清嘴', bad: '太暗，或逆光' },
    covered: { title: '嘴没有被挡住', good: '从鼻子到下巴都露出来', bad: '话筒、手或口罩挡着' },
    size: { title: '在画面里够大', good: '拍到头和肩', bad: '离得太远，或人太多' },
  },

  tourStart: '带我看看',
  tourStep: (step, count) => `第 ${step} 步，共 ${count} 步`,
  tourNext: '下一步',
  tourDone: '完成',
  tourLeave: '结束导览',
  tour: {
    face: { title: '让谁开口', text: '这是在视频里识别到的人脸。时间轴上它的亮条所在之处，就是它可以说话的时段。' },
    voice: { title: '配音放在哪里', text: '左右拖动可以移动配音，拉两端可以少用一些。它不会跑到不能说话的地方。' },
    play: { title: '先听一听', text: '按播放，就能看到视频、听到放好位置的配音。预览不扣费，想听几次都行。' },
    create: { title: '然后生成', text: '按钮旁边那句话说明是否合适。价格在按下之前就写在按钮上；练习不扣费。' },
  },
};
