/** What is said of it where it is saved: that it is written late, and counts in open figures only. */
export const lateWords = (marks: readonly string[]): string =>
  [
    marks.includes('late') ? '标明迟录。' : '',
    marks.includes('after-close') ? '那段时间已闭账，标明补记，只进现在的数字。' : '',
  ].join('')
