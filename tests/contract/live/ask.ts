/** Requires a key and a confirmation at the terminal before anything is spent. Runs once, before the live tests. */

import { createInterface } from 'node:readline/promises';
import { CONTRACT_CAP_MILLI_PTC, QUESTIONS_CAP_MILLI_PTC } from './caps';

export default async function confirmSpending(): Promise<void> {
  if ((process.env.AI302_API_KEY ?? '') === '') {
    throw new Error('The live tests need AI302_API_KEY: they call the real upstream.');
  }
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new Error('The live tests spend money and ask first, so they need a terminal to ask on.');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    console.log(`\nThe live tests call ${process.env.AI302_BASE_URL ?? 'https://api.302.ai'} with your key.`);
    const maxPtc = (CONTRACT_CAP_MILLI_PTC + QUESTIONS_CAP_MILLI_PTC) / 1000;
    console.log(`They upload four clips, look for their faces and make one result: about 0.1 PTC, and never more than ${maxPtc} PTC.`);
    const answer = await terminal.question('Spend it? Type "yes": ');
    if (answer.trim().toLowerCase() !== 'yes') throw new Error('Nothing was spent.');
  } finally {
    terminal.close();
  }
}
