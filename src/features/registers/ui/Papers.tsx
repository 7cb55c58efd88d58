import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { saveFile } from '../../../platform/client/download.ts'
import { FileStrip, Icon, Preview, ReasonDialog } from '../../../platform/ui/index.ts'
import { shownProblem } from '../../org/ui/index.ts'
import { shownFile } from './pieces.tsx'

type Held = { id: number; name: string; mime: string }

/** How long a paper stays on the screen. */
const SHOWN_MS = 60_000

/**
 * What shows a step: pictures open; papers of a person (申请、核定单、签字单) open for a reason, for a minute, and are kept by this page alone;
 * whoever reads names masked is told how many there are.
 */
export const StepFiles = ({
  label,
  files,
  papers,
  hidden,
  mayOpen,
  open,
}: {
  label: string
  files: readonly Held[]
  papers: readonly Held[]
  hidden: number
  mayOpen: boolean
  open: (fileId: number, reason: string) => Promise<File>
}) => {
  const [asked, setAsked] = useState<Held | null>(null)
  const [shown, setShown] = useState<{ name: string; url: string } | null>(null)
  const reveal = useMutation({
    mutationFn: ({ id, reason }: { id: number; reason: string }) => open(id, reason),
    gcTime: 0,
    onSuccess: (file) => {
      setAsked(null)
      if (file.type.startsWith('image/')) setShown({ name: file.name, url: URL.createObjectURL(file) })
      else saveFile(file)
    },
  })
  useEffect(() => {
    if (shown === null) return
    const timer = setTimeout(() => setShown(null), SHOWN_MS)
    return () => {
      clearTimeout(timer)
      URL.revokeObjectURL(shown.url)
    }
  }, [shown])
  if (files.length + papers.length + hidden === 0) return null
  return (
    <>
      {files.length + papers.length > 0 ? (
        <FileStrip label={label} files={files.map(shownFile)}>
          {papers.map((paper) => (
            <li key={paper.id} className="file">
              {mayOpen ? (
                <button
                  type="button"
                  className="file-open"
                  aria-label={`写明事由看${paper.name}`}
                  onClick={() => setAsked(paper)}
                >
                  <Closed name={paper.name} />
                </button>
              ) : (
                <span className="file-open">
                  <Closed name={paper.name} />
                </span>
              )}
            </li>
          ))}
        </FileStrip>
      ) : null}
      {hidden > 0 ? <p className="small quiet">有 {hidden} 份凭证，领导岗位不看内容。</p> : null}
      <ReasonDialog
        open={asked !== null}
        onClose={() => {
          setAsked(null)
          reveal.reset()
        }}
        title={`看${asked?.name ?? ''}`}
        verb="看内容"
        explain="本人材料封存。写明为什么要看：谁、什么时候、为什么看过都会留痕，计入导出次数；图片显示一分钟后隐去，其他文件下载。"
        reason={{ label: '事由', max: 200, ready: ['核对材料', '核对身份', '上级检查'] }}
        busy={reveal.isPending}
        problem={shownProblem(reveal.error)}
        onDo={({ reason }) => asked && reveal.mutate({ id: asked.id, reason })}
      />
      {shown ? (
        <Preview file={{ id: shown.url, name: shown.name, pages: [shown.url] }} onClose={() => setShown(null)} />
      ) : null}
    </>
  )
}

const Closed = ({ name }: { name: string }) => (
  <>
    <span className="thumb" aria-hidden="true">
      <Icon name="lock" />
    </span>
    <span className="grow">
      <span className="name cut" title={name}>
        {name}
      </span>
      <small className="cut">封存，写明事由看</small>
    </span>
  </>
)
