import { useQueryClient } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import { Bones, ErrorState } from '../../../../platform/ui/index.ts'
import { DocumentHead } from '../../../sources/ui/index.ts'
import { DocumentInstructions } from '../../instructions/ui/Instructions.tsx'
import { useSeen } from '../../notices/ui/data.ts'
import { RevisionNote } from '../revision/ui/RevisionNote.tsx'
import { keys, useDeskActions, useDocument, useProposals } from './data.ts'
import { VIEWS } from './marks.ts'
import { PublishedText } from './PublishedText.tsx'
import { ReadingDesk } from './ReadingDesk.tsx'

/** 120-168 as it stands in the address. */
export const spanOf = (from: unknown): { startAt: number; endAt: number } | null => {
  const match = /^(\d+)-(\d+)$/.exec(String(from ?? ''))
  const [startAt, endAt] = [Number(match?.[1]), Number(match?.[2])]
  return match && startAt < endAt ? { startAt, endAt } : null
}

/** 来文: the reading desk for the office that keeps the document, its published text for everybody else. */
export const ReadingDeskPage = () => {
  const { id: raw } = useParams({ strict: false }) as { id?: string }
  const { from: rawFrom, view: rawView } = useSearch({ strict: false }) as { from?: unknown; view?: unknown }
  const id = Number(raw)
  const { today } = useSession()
  const queries = useQueryClient()
  const from = useMemo(() => spanOf(rawFrom), [rawFrom])
  const view = VIEWS.find((one) => one === rawView)
  const document = useDocument(id)
  const desk = useProposals(id, document.data?.mayWork ?? false)
  const actions = useDeskActions(id)

  useSeen(`document:${id}`)

  const failed = document.error ?? desk.error
  if (failed) {
    return (
      <ErrorState
        problem={asClientProblem(failed)}
        onAgain={() => {
          void document.refetch()
          if (document.data?.mayWork) void desk.refetch()
        }}
      />
    )
  }
  if (!document.data || (document.data.mayWork && !desk.data)) return <Bones rows={14} label="正在打开来文" />
  const head = (
    <>
      <DocumentHead
        document={document.data}
        today={today}
        onChanged={(latest) => {
          queries.setQueryData(keys.document(id), latest)
          void queries.invalidateQueries({ queryKey: keys.desk(id) })
          void queries.invalidateQueries({ queryKey: ['sources', 'list'] })
          void queries.invalidateQueries({ queryKey: ['sources', 'revision'] })
        }}
      />
      <RevisionNote document={document.data} />
    </>
  )
  return document.data.mayWork ? (
    <ReadingDesk
      // a reread text is another text: choices made on the old one do not fit it
      key={`${id} ${document.data.encoding}`}
      document={document.data}
      proposals={desk.data?.proposals ?? []}
      today={today}
      actions={actions}
      from={from}
      view={view}
      head={
        <>
          {head}
          <DocumentInstructions documentId={id} title={document.data.title} />
        </>
      }
    />
  ) : (
    <PublishedText document={document.data} from={from} head={head} />
  )
}
