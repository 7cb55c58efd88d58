import { useQuery } from '@tanstack/react-query'
import { Bones, ErrorState, PageHead, Panel } from '../../platform/ui/index.ts'

type Operation = {
  summary?: string
  operationId?: string
  parameters?: { name: string; in: string; required?: boolean }[]
  requestBody?: unknown
}
type ApiDocument = {
  info: { title: string; version: string; description?: string }
  paths: Record<string, Record<string, Operation>>
}

const VERBS: Record<string, string> = { get: '查', post: '办', put: '改', delete: '删' }

const readDocument = async (): Promise<ApiDocument> => {
  const response = await fetch('/api/openapi.json')
  if (!response.ok) throw new Error(response.statusText)
  return response.json()
}

/** 接口说明: the endpoints for third parties, made from the OpenAPI 3.1 document. */
export const ApiDocsPage = () => {
  const document = useQuery({ queryKey: ['openapi'], queryFn: readDocument, staleTime: Number.POSITIVE_INFINITY })
  if (document.isError) {
    return (
      <ErrorState
        problem={{ title: '接口说明读不出来', detail: '服务器没有给出接口文档，稍后再试。' }}
        onAgain={() => void document.refetch()}
      />
    )
  }
  if (!document.data) return <Bones rows={10} />
  const { info, paths } = document.data
  return (
    <>
      <PageHead title={info.title} sub={`OpenAPI 3.1 · 版本 ${info.version}`} />
      <Panel pad>
        <p>{info.description}</p>
        <p>
          机器可读的文档在{' '}
          <a href="/api/openapi.json">
            <code>/api/openapi.json</code>
          </a>
          。先以本人账号登录取得会话，再带会话调用；看到的范围与页面上相同。
        </p>
      </Panel>
      {Object.entries(paths).map(([path, operations]) =>
        Object.entries(operations).map(([verb, operation]) => (
          <Panel key={`${verb} ${path}`} title={operation.summary ?? path} pad>
            <p>
              <b>{VERBS[verb] ?? verb}</b> <code>{`${verb.toUpperCase()} /api${path}`}</code>
            </p>
            {operation.parameters && operation.parameters.length > 0 ? (
              <p className="quiet">
                参数：
                {operation.parameters.map(({ name, required }, index) => (
                  <span key={name}>
                    {index > 0 ? '、' : null}
                    <code>{name}</code>
                    {required ? '（必填）' : null}
                  </span>
                ))}
              </p>
            ) : null}
            {operation.requestBody ? <p className="quiet">请求内容为 JSON，字段见机器可读文档。</p> : null}
          </Panel>
        )),
      )}
    </>
  )
}
