import './notices.css'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asClientProblem, useSession } from '../../../../platform/client/api.tsx'
import {
  Bones,
  Button,
  Empty,
  ErrorState,
  FilterBar,
  FilterChip,
  formatMoment,
  ListRow,
  PageHead,
  Pager,
  Panel,
  Segmented,
  Tag,
  toast,
  useNavigateTo,
} from '../../../../platform/ui/index.ts'
import type { Notice, NoticeQuery } from '../contract.ts'
import { noticeKeys, useNoticesApi, useReadNotices } from './data.ts'

const ONLY_WORDS = { me: '点名和批示', matter: '事项', document: '来文' } as const

/** 消息: what changed for this post since it last looked, one line for a thing, unread first; one tap opens the thing. */
export const NoticesPage = () => {
  const api = useNoticesApi()
  const { today } = useSession()
  const [show, setShow] = useState<NoticeQuery['show']>('unread')
  const [only, setOnly] = useState<NoticeQuery['only']>()
  const [keys, setKeys] = useState<string[]>([])
  const after = keys.at(-1)
  const query = { show, ...(only ? { only } : {}), ...(after ? { after } : {}) }
  const page = useQuery({ queryKey: noticeKeys.list(query), queryFn: () => api.list(query) })
  const read = useReadNotices()
  const problem = page.isError ? asClientProblem(page.error) : undefined
  const { rows = [], unread = 0, total, next, asOf } = page.data ?? {}
  const narrow = (change: () => void) => {
    change()
    setKeys([])
  }
  const readAll = () =>
    read.mutate(asOf ? { until: asOf } : {}, {
      onSuccess: () => toast.done('消息都标为已读。'),
      onError: (error) => toast.failed(asClientProblem(error).detail),
    })
  return (
    <>
      <PageHead
        title="消息"
        sub={
          <>
            {page.data ? `${unread} 条未读` : null}
            <span className="hide-s">{page.data ? ' · ' : null}同一件事合为一条</span>
          </>
        }
      >
        <Segmented
          label="看哪些消息"
          items={[
            { key: 'unread', label: '未读' },
            { key: 'all', label: '全部' },
          ]}
          value={show}
          onChange={(key) => narrow(() => setShow(key as NoticeQuery['show']))}
        />
        {unread > 0 ? (
          <Button busy={read.isPending} onClick={readAll}>
            全部已读
          </Button>
        ) : null}
      </PageHead>
      <FilterBar onClear={only ? () => narrow(() => setOnly(undefined)) : undefined}>
        <FilterChip
          label="类别"
          value={only ? [only] : []}
          options={Object.entries(ONLY_WORDS).map(([value, label]) => ({ value, label }))}
          onChange={([chosen]) => narrow(() => setOnly(chosen as NoticeQuery['only']))}
        />
      </FilterBar>
      <Panel label="消息">
        {problem ? (
          <ErrorState problem={problem} onAgain={() => void page.refetch()} />
        ) : !page.data ? (
          <div className="pad">
            <Bones rows={6} />
          </div>
        ) : rows.length === 0 ? (
          <None
            show={show}
            only={only}
            onAll={() => narrow(() => setShow('all'))}
            onClear={() => narrow(() => setOnly(undefined))}
          />
        ) : (
          <ul className="list notices">
            {rows.map((notice) => (
              <NoticeRow
                key={notice.id}
                notice={notice}
                today={today}
                onRead={() => read.mutate({ topic: notice.topic })}
              />
            ))}
          </ul>
        )}
        <Pager
          total={total}
          from={keys.length * 30 + 1}
          shown={rows.length}
          word="条"
          onBack={keys.length > 0 ? () => setKeys(keys.slice(0, -1)) : undefined}
          onNext={next ? () => setKeys([...keys, next]) : undefined}
        />
      </Panel>
    </>
  )
}

const None = ({
  show,
  only,
  onAll,
  onClear,
}: {
  show: NoticeQuery['show']
  only: NoticeQuery['only']
  onAll: () => void
  onClear: () => void
}) => (
  <Empty
    title={show === 'unread' ? '没有未读的消息' : '还没有消息'}
    icon="bell"
    filters={only ? [ONLY_WORDS[only]] : []}
    onClear={only ? onClear : undefined}
  >
    {show === 'unread' ? (
      <>
        <div>有新的变化会自动出现在这里，不用刷新。</div>
        <Button onClick={onAll}>看全部消息</Button>
      </>
    ) : (
      <div>本岗位经手的事项、来文和批示有变化时，这里各记一条。</div>
    )}
  </Empty>
)

const NoticeRow = ({ notice, today, onRead }: { notice: Notice; today: string; onRead: () => void }) => {
  const navigate = useNavigateTo()
  const { title, isRead, isForMe, changes, who, what, said, at, code, href } = notice
  const open = () => {
    if (!isRead) onRead()
    navigate(href)
  }
  return (
    <ListRow
      lead={
        <span className={isRead ? 'notice-dot read' : 'notice-dot'} role="img" aria-label={isRead ? '已读' : '未读'} />
      }
      title={isRead ? title : <b>{title}</b>}
      onOpen={open}
      meta={
        <>
          {isForMe ? <Tag>给本岗</Tag> : null}
          <span>
            {who ?? '系统'} {formatMoment(at, today)} {what}
          </span>
          {changes > 1 ? <span>共 {changes} 处变化</span> : null}
          {code ? <span>{code}</span> : null}
        </>
      }
      note={said || undefined}
      act={
        isRead ? undefined : (
          <Button small kind="text" onClick={onRead} aria-label={`标为已读：${title}`}>
            标为已读
          </Button>
        )
      }
    />
  )
}
