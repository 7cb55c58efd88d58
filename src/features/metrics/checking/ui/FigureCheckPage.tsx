import './checking.css'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, type ClientProblem, useApi, useMay, useSession } from '../../../../platform/client/api.tsx'
import { saveFile } from '../../../../platform/client/download.ts'
import { Button, PageHead, toast, useNavigateTo } from '../../../../platform/ui/index.ts'
import type { sources } from '../../../sources/contract.ts'
import { MetricsTabs } from '../../ui/MetricsTabs.tsx'
import type { CheckedText, CheckText, checking } from '../contract.ts'
import { Checked } from './Checked.tsx'
import { type Asked, CheckForm } from './CheckForm.tsx'

const NOTHING: Asked = { text: '', file: null, from: null, to: null }

/** The name under which a checked text goes out: its title, else that of its file. */
const nameOf = ({ title }: CheckedText, { file }: Asked): string =>
  (title ?? file?.name.replace(/\.[0-9a-z]{1,5}$/i, '') ?? '讲话稿').slice(0, 100)

/** 数字查账: the figures of a speech or report with their sources and what is in doubt; nothing is kept. */
export const FigureCheckPage = () => {
  const api = useApi<{ checking: typeof checking; sources: typeof sources }>()
  const { today } = useSession()
  const navigate = useNavigateTo()
  const mayKeep = useMay('sources:write')
  const [asked, setAsked] = useState<Asked>(NOTHING)
  const [result, setResult] = useState<CheckedText | null>(null)
  const check = useMutation({
    mutationFn: (input: CheckText) => api.checking.check(input),
    onSuccess: setResult,
  })
  const failed = (error: unknown) => toast.failed(asClientProblem(error).detail)
  const print = useMutation({
    mutationFn: async ({ text, title }: { text: string; title: string }) =>
      saveFile(await api.checking.paper({ title, text, from: asked.from, to: asked.to })),
    onError: failed,
  })
  const keep = useMutation({
    mutationFn: ({ text, title }: { text: string; title: string }) => api.sources.read({ text, title, again: true }),
    onSuccess: ({ id }) => navigate(`/sources/${id}?view=figures`),
    onError: failed,
  })
  const problem: ClientProblem | null = check.error ? asClientProblem(check.error) : null
  return (
    <div className="stack">
      <PageHead title="数字查账" sub={result ? nameOf(result, asked) : '查完不保存'}>
        {result ? (
          <>
            <Button onClick={() => setResult(null)}>改文字再查</Button>
            {mayKeep ? (
              <Button
                busy={keep.isPending}
                onClick={() => keep.mutate({ text: result.text, title: nameOf(result, asked) })}
              >
                存为来文
              </Button>
            ) : null}
            <Button
              kind="primary"
              busy={print.isPending}
              onClick={() => print.mutate({ text: result.text, title: nameOf(result, asked) })}
            >
              导出 Word
            </Button>
          </>
        ) : null}
      </PageHead>
      <MetricsTabs current="figure-check" />
      {result ? (
        <Checked result={result} title={nameOf(result, asked)} />
      ) : (
        <CheckForm
          asked={asked}
          today={today}
          busy={check.isPending}
          problem={problem}
          onAsked={setAsked}
          onSend={(input) => check.mutate(input)}
        />
      )}
    </div>
  )
}
