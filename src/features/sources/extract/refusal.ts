export type Refusal = {
  refused:
    | 'empty-file'
    | 'broken-docx'
    | 'picture-only-pdf'
    | 'broken-pdf'
    | 'broken-office'
    | 'unknown-kind'
    | 'undecodable'
  /** A Chinese sentence that says what to do. */
  detail: string
}

export type Extracted = {
  text: string
  /** Of plain text and web pages, as found or as asked for; null where the format knows no choice. */
  encoding: string | null
  kind: 'docx' | 'pdf' | 'txt' | 'html' | 'doc' | 'table' | 'ofd'
  /** Headers, notes and hidden sheets: not part of the text, but read by the secrecy rules. */
  aside?: string
}

export const refusals = {
  empty: { refused: 'empty-file', detail: '文件里没有文字。先检查是否选错了文件，或直接粘贴正文。' },
  brokenDocx: {
    refused: 'broken-docx',
    detail: '这个 Word 文件已损坏，无法打开。用 Word 或 WPS 打开后另存为 .docx 再上传，或直接粘贴正文。',
  },
  hugeDocx: {
    refused: 'broken-docx',
    detail: '这个 Word 文件解开后过大，已停止读取。删去无关内容后另存为 .docx 再上传，或直接粘贴正文。',
  },
  pictureOnly: {
    refused: 'picture-only-pdf',
    detail: '这个 PDF 只有图片、没有文字。找原文的电子版，或先用文字识别软件转换后再上传，也可直接粘贴正文。',
  },
  brokenPdf: { refused: 'broken-pdf', detail: '这个 PDF 已损坏，无法打开。重新导出 PDF 后再上传，或直接粘贴正文。' },
  lockedPdf: { refused: 'broken-pdf', detail: '这个 PDF 设有打开密码。去掉密码后再上传，或直接粘贴正文。' },
  brokenWord: {
    refused: 'broken-office',
    detail: '这份旧版 Word 或 WPS 文件读不出来。用 WPS 打开后另存为 .docx 再读入，或直接粘贴正文。',
  },
  brokenTable: {
    refused: 'broken-office',
    detail: '这份表格读不出来。用 WPS 打开后另存为 .xlsx 再读入，或直接粘贴正文。',
  },
  brokenOfd: {
    refused: 'broken-office',
    detail: '这份 OFD 读不出来。用 OFD 阅读器打开后另存为 PDF 再读入，或直接粘贴正文。',
  },
  pictureOfd: {
    refused: 'broken-office',
    detail: '这份 OFD 只有图片、没有文字。找原文的电子版，或直接粘贴正文。',
  },
  lockedOffice: { refused: 'broken-office', detail: '这份文件设有打开密码。去掉密码后再读入，或直接粘贴正文。' },
  slowOffice: {
    refused: 'broken-office',
    detail: '这份文件读了半分钟还没读完，已停止。用 WPS 打开后另存为 .docx 或 .xlsx 再读入，或直接粘贴正文。',
  },
  slow: {
    refused: 'broken-office',
    detail: '这份文件读了半分钟还没读完，已停止。另存一份或拆成几份再读入，或直接粘贴正文。',
  },
  huge: {
    refused: 'broken-office',
    detail: '这份文件解开后过大，已停止读取。删去无关内容后另存一份再读入，或直接粘贴正文。',
  },
  rtf: {
    refused: 'unknown-kind',
    detail: '这是 RTF 文件。用 WPS 打开后另存为 .docx 再读入，或直接粘贴正文。',
  },
  unknown: {
    refused: 'unknown-kind',
    detail:
      '认不出这种文件。改传 Word、WPS、Excel、OFD、带文字的 PDF、txt、html 或装有它们的压缩包（zip），或直接粘贴正文。',
  },
  undecodable: {
    refused: 'undecodable',
    detail: '认不出文字编码。在“编码”中改选 UTF-8、UTF-16 或 GB18030 重试，或直接粘贴正文。',
  },
} as const satisfies Record<string, Refusal>
