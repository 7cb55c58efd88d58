const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' }, description: '附件编号' }
const bytes = (mime: string, description: string) => ({
  '200': { description, content: { [mime]: { schema: { type: 'string', format: 'binary' } } } },
})

/** The file endpoints as the OpenAPI document shows them; they carry bytes and so stand outside the contract. */
export const filePaths: Record<string, unknown> = {
  '/files': {
    post: {
      operationId: 'files.upload',
      summary: '上传一份附件',
      parameters: [
        {
          name: 'for',
          in: 'query',
          required: false,
          schema: { type: 'string', enum: ['reading'] },
          description: '填 reading 表示上传来文原件；压缩包（zip）逐份收下，答复中列出每一份',
        },
      ],
      requestBody: {
        required: true,
        content: {
          'multipart/form-data': {
            schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] },
          },
        },
      },
      responses: {
        '200': { description: '已保存', content: { 'application/json': { schema: { type: 'object' } } } },
      },
    },
  },
  '/files/{id}': {
    get: {
      operationId: 'files.download',
      summary: '下载附件原件',
      parameters: [id],
      responses: bytes('application/octet-stream', '原件'),
    },
  },
  '/files/{id}/thumbnail': {
    get: {
      operationId: 'files.thumbnail',
      summary: '图片缩略图',
      parameters: [id],
      responses: bytes('image/webp', '缩略图'),
    },
  },
  '/files/{id}/preview': {
    get: {
      operationId: 'files.preview',
      summary: '图片预览',
      parameters: [id],
      responses: bytes('image/jpeg', '预览图'),
    },
  },
}
