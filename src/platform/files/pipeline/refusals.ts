/** Why a file is not taken: the title is constant, the detail tells the person what to do. */
export const fileRefusals = {
  'too-large': {
    title: '文件超过大小限制',
    detail: '压缩图片、拆分文档后分次上传，或只上传需要的页面。',
  },
  'empty-file': {
    title: '文件是空的',
    detail: '这个文件没有任何内容。在电脑上打开确认后，重新选择文件上传。',
  },
  'name-is-path': {
    title: '文件名是一个路径',
    detail: '文件名中不能带有文件夹或盘符（如 C:\\、/、..）。把文件存到本机后，用不含斜杠的名字重新上传。',
  },
  'name-missing': {
    title: '文件没有名字',
    detail: '给文件起一个名字（如“慰问照片.jpg”）后重新上传。',
  },
  executable: {
    title: '不接收程序和脚本文件',
    detail: '这个文件是可以运行的程序或脚本，不能上传。改传图片、PDF、Word、Excel、PPT 或文本文件。',
  },
  'active-content': {
    title: '不接收网页和带脚本的文件',
    detail: '网页、SVG 等文件可能带有脚本，不能作为佐证上传。打开后截图，或另存为 PDF 再上传。',
  },
  macros: {
    title: '文件带有宏',
    detail: '带宏的 Office 文件不能上传。另存为不带宏的 .docx、.xlsx 或 .pptx 后重新上传。',
  },
  encrypted: {
    title: '文件设置了密码',
    detail: '加密的文件无法检查和预览。去掉打开密码后重新上传。',
  },
  disguised: {
    title: '文件内容与扩展名不符',
    detail: '文件的真实类型与名字后缀不一样。用原来的软件打开并重新另存，再上传。',
  },
  archive: {
    title: '不接收压缩包',
    detail: '压缩包里的内容无法逐个检查。解压后把需要的文件直接上传，可以一次选多个。',
  },
  'nothing-inside': {
    title: '压缩包是空的',
    detail: '压缩包里没有文件。打开确认后，重新打包或直接上传里面的文件。',
  },
  'too-many-inside': {
    title: '压缩包里超过 60 份文件',
    detail: '一个压缩包最多收 60 份。分成几个压缩包，或解压后只上传需要的文件。',
  },
  'unpacks-too-large': {
    title: '文件展开后过大',
    detail: '这个文件的内部结构不正常，展开后超出限制。用原来的软件重新另存一份，再上传。',
  },
  'reads-too-long': {
    title: '文件读了半分钟还没读完，已停下',
    detail: '这个文件里的内容多得不正常。用原来的软件打开另存一份，或拆成几份再上传。',
  },
  'picture-format': {
    title: '这种图片格式不能处理',
    detail: '把图片另存为 JPG 或 PNG 后上传。苹果手机可在“设置—相机—格式”中选“兼容性最佳”再拍。',
  },
  'picture-too-large': {
    title: '图片像素过大',
    detail: '图片的宽高超出限制（一亿像素）。缩小后重新上传。',
  },
  broken: {
    title: '文件已损坏，打不开',
    detail: '在电脑上确认文件可以正常打开，重新另存后再上传。',
  },
  'unknown-kind': {
    title: '无法识别的文件类型',
    detail: '可以上传图片（JPG、PNG）、PDF、Word、Excel、PPT、OFD 和文本文件。转换后再上传。',
  },
  'kind-not-taken': {
    title: '这里不接收这种文件',
    detail: '按页面提示的类型重新选择文件后上传。',
  },
} as const

export type FileRefusalCode = keyof typeof fileRefusals

/** A refusal of the pipeline; title and detail for the person come from {@link fileRefusals}. */
export interface FileRefusal {
  refused: FileRefusalCode
}

export const isRefused = <T extends object>(answer: T | FileRefusal): answer is FileRefusal => 'refused' in answer
