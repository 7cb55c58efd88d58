import type { DocumentRow, Encoding } from '../contract.ts'

export const KIND_LABELS: Record<DocumentRow['kind'], string> = {
  plan: '要点、计划',
  report: '报告、总结',
  standard: '标准、办法',
  duallist: '双清单',
  notice: '通知',
  news: '新闻稿',
}

export const ENCODING_LABELS: Record<Encoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16（大端）',
  gb18030: 'GB18030（国标）',
  big5: 'Big5（繁体）',
}

export const encodingLabel = (encoding: string): string => ENCODING_LABELS[encoding as Encoding] ?? encoding

/** Why a stretch is left out of the clean text. */
const REMOVED_LABELS: Record<string, string> = {
  pinyin: '夹注的拼音',
  'page-chrome': '网页栏目、页码等版面文字',
  'printed-twice': '整段重复的文字',
}

export const removedLabel = (reason: string): string => REMOVED_LABELS[reason] ?? '与正文无关的文字'

/** Where the ear and the eye find a clause: 二/(一)/1 is said 二（一）1. */
export const clauseWords = (path: string | null): string =>
  path === null
    ? '正文'
    : path
        .split('/')
        .filter((part) => !part.startsWith('#'))
        .map((part) => part.replace(/^\((.*)\)$/, '（$1）'))
        .join('') || '正文'
