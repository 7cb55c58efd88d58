import type { AnchorHTMLAttributes, ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { Icon, type IconName } from './icons.tsx'
import { Go } from './navigate.tsx'

/** Joins class names, leaving out what is empty. */
export const names = (...parts: (string | false | null | undefined)[]): string => parts.filter(Boolean).join(' ')

type Looks = {
  /** `primary` is the one red button of a view; an open drawer takes it over. */
  kind?: 'primary' | 'default' | 'text' | 'danger'
  /** 26px high in rows; still a finger's width on touch. */
  small?: boolean
  icon?: IconName
  children?: ReactNode
}

const classOf = ({ kind, small }: Looks, busy?: boolean, extra?: string) =>
  names('btn', kind !== 'default' && kind, small && 'sm', busy && 'busy', extra)

export type ButtonProps = Looks &
  ButtonHTMLAttributes<HTMLButtonElement> & {
    /** Shows the turning ring and refuses a second press. */
    busy?: boolean
    ref?: Ref<HTMLButtonElement>
  }

/** A button whose words say its result: verb and object, two to six characters (确认销号, 退回重办). */
export const Button = ({ kind, small, icon, busy, children, className, onClick, ...rest }: ButtonProps) => (
  <button
    type="button"
    {...rest}
    className={classOf({ kind, small }, busy, className)}
    aria-busy={busy || undefined}
    onClick={
      busy
        ? (event) => {
            event.preventDefault()
          }
        : onClick
    }
  >
    {icon && !busy ? <Icon name={icon} size={small ? 's' : undefined} /> : null}
    {children}
  </button>
)

export type ButtonLinkProps = Looks & AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }

/** A link that looks like a button: it opens a place instead of doing something. */
export const ButtonLink = ({ kind, small, icon, children, className, ...rest }: ButtonLinkProps) => (
  <Go {...rest} className={classOf({ kind, small }, false, className)}>
    {icon ? <Icon name={icon} size={small ? 's' : undefined} /> : null}
    {children}
  </Go>
)

export type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> & {
  icon: IconName
  /** What it does, read aloud and shown on hover. */
  label: string
  /** A count in the corner; it belongs into `label` too. */
  badge?: number
  ref?: Ref<HTMLButtonElement>
}

/** A square button with an icon only; always named. */
export const IconButton = ({ icon, label, badge, className, ...rest }: IconButtonProps) => (
  <button type="button" title={label} {...rest} className={names('icon-btn', className)} aria-label={label}>
    <Icon name={icon} />
    {badge ? (
      <span className="badge" aria-hidden="true">
        {badge > 99 ? '99+' : badge}
      </span>
    ) : null}
  </button>
)

export type ChipProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'value'> & {
  /** Grey word before the value: 日期, 单位. */
  label?: string
  /** Dashed: something may still be added here. */
  missing?: boolean
  /** Set or chosen. */
  on?: boolean
  icon?: IconName
  iconAfter?: IconName
  ref?: Ref<HTMLButtonElement>
}

/** A small value one can press to correct it. */
export const Chip = ({ label, missing, on, icon, iconAfter, children, className, ...rest }: ChipProps) => (
  <button type="button" {...rest} className={names('chip', missing && 'dash', on && 'on', className)}>
    {icon || missing ? <Icon name={icon ?? 'plus'} size="s" /> : null}
    {label ? <span className="k">{label}</span> : null}
    {children}
    {iconAfter ? <Icon name={iconAfter} size="s" /> : null}
  </button>
)

/** A word on a ground: kind or state of a thing. `line` marks something beside the state (挂账, 结转, 迟 1 日). */
export const Tag = ({ line, children }: { line?: boolean; children: ReactNode }) => (
  <span className={line ? 'tag line' : 'tag'}>{children}</span>
)
