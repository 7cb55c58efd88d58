import { useQuery } from '@tanstack/react-query'
import { useMay, useSession } from '../../../../platform/client/api.tsx'
import { Bones, ButtonLink, ErrorState, formatMoment, ListRow, Panel } from '../../../../platform/ui/index.ts'
import { asClientProblem, useOrg } from '../../ui/data.ts'
import { fewOf } from './labels.ts'
import { WaitingToday } from './WaitingToday.tsx'

/** 待我批 and 我报批的 on 今日; of a business post (`isQuiet`) only while there is something. */
export const ApprovalsToday = ({ isQuiet = false }: { isQuiet?: boolean }) => {
  const api = useOrg()
  const { today } = useSession()
  const mayRead = useMay('approvals:read')
  const query = { state: 'open', size: 20 } as const
  const list = useQuery({
    queryKey: ['org', 'approvals', 'today'],
    queryFn: () => api.approvals.list(query),
    enabled: mayRead,
  })
  if (!mayRead) return null
  const rows = list.data?.rows ?? []
  const mine = rows.filter(({ mayDecide }) => mayDecide)
  const asked = rows.filter(({ mayWithdraw }) => mayWithdraw)
  if (isQuiet && mine.length === 0 && asked.length === 0) return null
  return (
    <>
      <WaitingToday />
      {isQuiet && mine.length === 0 ? null : (
        <Panel title="待我批" count={list.data ? `${mine.length} 件` : undefined} pad={mine.length === 0}>
          {list.isPending ? <Bones rows={2} /> : null}
          {list.error ? <ErrorState problem={asClientProblem(list.error)} onAgain={() => void list.refetch()} /> : null}
          {list.data && mine.length === 0 ? <p className="quiet">没有等你批的。</p> : null}
          <ul className="list" hidden={mine.length === 0}>
            {mine.map(({ id, title, askedBy, askedPost, expiresAt }) => (
              <ListRow
                key={id}
                title={title}
                meta={`${askedBy}（${askedPost}）报批，${formatMoment(expiresAt, today)}前有效`}
                act={
                  <ButtonLink small href="/org?tab=approvals" aria-label={`审批${title}`}>
                    审批
                  </ButtonLink>
                }
              />
            ))}
          </ul>
        </Panel>
      )}
      {asked.length > 0 ? (
        <Panel title="我报批的" count={`${asked.length} 件`}>
          <ul className="list">
            {asked.map(({ id, title, expiresAt, deciders }) => (
              <ListRow
                key={id}
                title={title}
                meta={`等${deciders.length > 0 ? fewOf(deciders) : '管理员'}批准，${formatMoment(expiresAt, today)}前有效`}
                act={
                  <ButtonLink small href="/org?tab=approvals" aria-label={`看${title}`}>
                    查看
                  </ButtonLink>
                }
              />
            ))}
          </ul>
        </Panel>
      ) : null}
    </>
  )
}
