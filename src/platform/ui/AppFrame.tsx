import type { ReactNode } from 'react'
import { Button, IconButton, names } from './Button.tsx'
import { Menu } from './Float.tsx'
import { Icon, type IconName } from './icons.tsx'
import { Go, type Navigate, NavigateProvider } from './navigate.tsx'

export type FrameEntry = { key: string; label: string; href: string; icon: IconName; count?: number }
/** A group of the side bar; without a heading it stands apart by a gap. */
export type FrameGroup = { heading?: string; entries: readonly FrameEntry[] }
/** A post one may act through: 市双拥办 · 综合科. */
export type FramePost = { id: string; unit: string; name?: string; face?: string }

export type AppFrameProps = {
  groups: readonly FrameGroup[]
  /** Key of the entry one is at. */
  current?: string
  /** The dock of a phone: five entries, the one marked `pen` in the middle is the red one. */
  dock?: readonly (FrameEntry & { pen?: boolean })[]
  post?: FramePost
  posts?: readonly FramePost[]
  onSwitchPost?: (id: string) => void
  /** Further entries of the post's menu: 改密码, 退出. */
  account?: readonly { key: string; label: string; icon?: IconName; href?: string; onChoose?: () => void }[]
  /** Opens the search over everything; Ctrl K does the same when the app binds it. */
  onSearch?: () => void
  /** Replaces the search button where a room brings its own. */
  search?: ReactNode
  bell?: { count: number; href?: string; onOpen?: () => void }
  /** A line that stays while it is true: 演示数据. */
  banner?: ReactNode
  /** Last line of the side bar: 澜川市 · 2026 年度. */
  footer?: string
  home?: string
  onNavigate?: Navigate
  /** `narrow`: one column for 记一次走访; `bare`: without side bar and dock (sign-in, large screen). */
  shape?: 'normal' | 'narrow' | 'bare'
  children: ReactNode
}

const Brand = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true">
    <rect width="24" height="24" rx="5" fill="#a3322d" />
    <circle cx="12" cy="12" r="7" fill="none" stroke="#fff" strokeWidth="1.8" />
    <circle cx="12" cy="12" r="2.6" fill="#fff" />
  </svg>
)

/** The words that every page carries (unclassified network, DESIGN.md "Unclassified only"). */
export const UNCLASSIFIED = '非涉密系统，勿录涉密内容'

/** 非涉密系统，勿录涉密内容, with its shield; for sign-in, free text boxes and uploads. */
export const ClassNote = () => (
  <span className="class-note-inline small quiet">
    <Icon name="shield" size="s" /> {UNCLASSIFIED}
  </span>
)

const faceOf = (post: FramePost) => post.face ?? (post.name ?? post.unit).slice(0, 1)
const nameOf = (post: FramePost) => (post.name ? `${post.unit} · ${post.name}` : post.unit)

const PostSwitch = ({
  post,
  posts = [],
  onSwitchPost,
  account = [],
}: Pick<AppFrameProps, 'posts' | 'onSwitchPost' | 'account'> & { post: FramePost }) => (
  <Menu
    label="岗位"
    head={posts.length > 1 ? '以哪个岗位办事' : undefined}
    items={[
      ...(posts.length > 0 ? posts : [post]).map((other) => ({
        key: other.id,
        label: nameOf(other),
        current: other.id === post.id,
        onChoose: () => other.id !== post.id && onSwitchPost?.(other.id),
      })),
      ...account,
    ]}
    trigger={(props) => (
      <button type="button" className="post" {...props} aria-label={`当前岗位：${nameOf(post)}，切换岗位`}>
        <span className="face" aria-hidden="true">
          {faceOf(post)}
        </span>
        <span className="unit">
          <span className="who">{post.unit}</span>
          {post.name ? ` · ${post.name}` : null}
        </span>
        <Icon name="down" size="s" />
      </button>
    )}
  />
)

/** The frame of every page: top bar, side bar, page, dock. It shows only the entries it is given. */
export const AppFrame = (props: AppFrameProps) => {
  const {
    groups,
    current,
    dock,
    post,
    bell,
    banner,
    footer,
    home = '/',
    onSearch,
    search,
    shape = 'normal',
    children,
  } = props
  const bellName = bell && bell.count > 0 ? `消息，${bell.count} 条未读` : '消息'
  const isCurrent = (key: string) => (key === current ? 'page' : undefined)
  const frame = (
    <div className={names('app', shape !== 'normal' && shape, banner !== undefined && banner !== null && 'has-banner')}>
      {/* biome-ignore lint/a11y/useValidAnchor: the link is valid; the handler also moves the focus there */}
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          document.getElementById('main')?.focus()
        }}
      >
        跳到正文
      </a>
      <header className="top">
        <Go className="brand" href={home}>
          <Brand />
          <span>同心</span>
        </Go>
        {search}
        {!search && onSearch ? (
          <button type="button" className="find" onClick={onSearch} aria-label="全站搜索，快捷键 Ctrl K">
            <Icon name="search" size="s" />
            <span className="cut">搜事项、单位、人员、文件，可输拼音首字母</span>
            <kbd>Ctrl K</kbd>
          </button>
        ) : null}
        <span className="grow" />
        <span className="class-note">
          <Icon name="shield" size="s" />
          {UNCLASSIFIED}
        </span>
        {onSearch ? <IconButton icon="search" label="搜索" className="only-s" onClick={onSearch} /> : null}
        {bell?.href ? (
          <Go className="icon-btn" href={bell.href} aria-label={bellName} title={bellName}>
            <Icon name="bell" />
            {bell.count > 0 ? (
              <span className="badge" aria-hidden="true">
                {bell.count > 99 ? '99+' : bell.count}
              </span>
            ) : null}
          </Go>
        ) : bell ? (
          <IconButton icon="bell" label={bellName} badge={bell.count} onClick={bell.onOpen} />
        ) : null}
        {post ? <PostSwitch {...props} post={post} /> : null}
      </header>
      {banner ? (
        <section className="lasting-banner" aria-label="说明">
          {banner}
        </section>
      ) : null}
      {shape === 'normal' ? (
        <nav className="side" aria-label="主导航">
          {groups.map((group) => (
            <div key={group.heading ?? group.entries[0]?.key ?? 'group'}>
              {group.heading ? <h2>{group.heading}</h2> : <div className="gap" />}
              {group.entries.map((entry) => (
                <Go key={entry.key} href={entry.href} aria-current={isCurrent(entry.key)}>
                  <Icon name={entry.icon} />
                  {entry.label}
                  {entry.count === undefined ? null : <small>{entry.count}</small>}
                </Go>
              ))}
            </div>
          ))}
          {footer ? <footer>{footer}</footer> : null}
        </nav>
      ) : null}
      <main className="main" id="main" tabIndex={-1}>
        {children}
        <div id="layer" />
      </main>
      {shape === 'normal' && dock && dock.length > 0 ? (
        <nav className="dock" aria-label="常用">
          {dock.map((entry) =>
            entry.pen ? (
              <Go
                key={entry.key}
                href={entry.href}
                className="pen"
                aria-label={entry.label}
                aria-current={isCurrent(entry.key)}
              >
                <span>
                  <Icon name={entry.icon} />
                </span>
              </Go>
            ) : (
              <Go key={entry.key} href={entry.href} aria-current={isCurrent(entry.key)}>
                <Icon name={entry.icon} />
                {entry.label}
              </Go>
            ),
          )}
        </nav>
      ) : null}
    </div>
  )
  return props.onNavigate ? <NavigateProvider navigate={props.onNavigate}>{frame}</NavigateProvider> : frame
}

/** The words of the lasting banner over made-up data. */
export const DemoBanner = ({ words, onAct, act }: { words?: string; act?: string; onAct?: () => void }) => (
  <>
    <Icon name="info" size="s" />
    <span>
      <b>演示数据</b>　{words ?? '城市、单位、人员都是编的，不能当真。'}
    </span>
    {act ? (
      <Button kind="text" small onClick={onAct}>
        {act}
      </Button>
    ) : null}
  </>
)
