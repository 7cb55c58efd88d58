export type Refusal = {
  refused: 'empty-file' | 'broken-docx' | 'picture-only-pdf' | 'broken-pdf' | 'unknown-kind' | 'undecodable'
  /** A Chinese sentence that says what to do. */
  detail: string
}

export type Extracted = {
  text: string
  /** Of plain text and web pages, as found or as asked for; null where the format knows no choice. */
  encoding: string | null
  kind: 'docx' | 'pdf' | 'txt' | 'html'
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
  oldWord: {
    refused: 'unknown-kind',
    detail: '这是旧版 Word 或 WPS 文件。打开后另存为 .docx 再上传，或直接粘贴正文。',
  },
  unknown: {
    refused: 'unknown-kind',
    detail: '认不出这种文件。改传 .docx、带文字的 .pdf、.txt 或 .html，或直接粘贴正文。',
  },
  undecodable: {
    refused: 'undecodable',
    detail: '认不出文字编码。在“编码”中改选 UTF-8、UTF-16 或 GB18030 重试，或直接粘贴正文。',
  },
} as const satisfies Record<string, Refusal>
