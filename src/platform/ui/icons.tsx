import type { ReactNode } from 'react'

const Stroke = ({ children }: { children: ReactNode }) => (
  <g fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round">
    {children}
  </g>
)

/** Every icon of the screens, drawn on a grid of 16. Lights first, then rooms, then verbs and marks. */
const shapes = {
  ok: <circle cx="8" cy="8" r="5.2" />,
  due: (
    <>
      <Stroke>
        <circle cx="8" cy="8" r="6" />
      </Stroke>
      <path d="M8 2.6a5.4 5.4 0 0 1 5.4 5.4H8z" />
    </>
  ),
  over: <path fillRule="evenodd" d="M8 .9 15.1 8 8 15.1.9 8zM7.2 4.6v4.3h1.6V4.6zm0 5.4v1.6h1.6V10z" />,
  hung: (
    <>
      <path d="M3 1.5h1.5V15H3z" />
      <path d="M5 2.3h8.6l-2.2 3.2 2.2 3.2H5z" />
    </>
  ),
  none: <circle cx="8" cy="8" r="5.6" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.6 1.8" />,
  done: (
    <Stroke>
      <path d="m3 8.6 3.2 3.2L13 4.8" strokeWidth="1.8" />
    </Stroke>
  ),
  today: (
    <Stroke>
      <path d="M2.5 6.8 8 2.4l5.5 4.4v6.7h-11z" />
      <path d="M6.3 13.4V9.6h3.4v3.8" />
    </Stroke>
  ),
  matter: (
    <Stroke>
      <path d="M6.2 3.8h7.3M6.2 8h7.3M6.2 12.2h7.3" />
      <path d="m2 3.9.8.8 1.4-1.6M2 8.1l.8.8 1.4-1.6" />
      <path d="M2.4 12.2h1.2" />
    </Stroke>
  ),
  dual: (
    <Stroke>
      <path d="M2.5 5.2h9.2M9.3 2.6l2.6 2.6-2.6 2.6M13.5 10.8H4.3M6.7 8.2l-2.6 2.6 2.6 2.6" />
    </Stroke>
  ),
  doc: (
    <Stroke>
      <path d="M3.5 1.8h6l3 3v9.4h-9z" />
      <path d="M9.3 2v3h3M5.8 8h4.4M5.8 10.8h4.4" />
    </Stroke>
  ),
  fact: (
    <Stroke>
      <path d="M10.9 2.2 13.8 5 5.6 13.2l-3.4.6.6-3.4z" />
      <path d="m9.2 3.9 2.9 2.8" />
    </Stroke>
  ),
  register: (
    <Stroke>
      <path d="M2.6 3.2c2-.8 3.8-.6 5.4.6 1.6-1.2 3.4-1.4 5.4-.6v9.4c-2-.8-3.8-.6-5.4.6-1.6-1.2-3.4-1.4-5.4-.6z" />
      <path d="M8 3.9v9.2" />
    </Stroke>
  ),
  chart: (
    <Stroke>
      <path d="M2.4 2.4v11.2h11.2" />
      <path d="M5 10.6V8.2M8 10.6V4.8M11 10.6V6.6" strokeWidth="1.7" />
    </Stroke>
  ),
  run: (
    <Stroke>
      <rect x="2.2" y="2.8" width="11.6" height="10.4" rx="1" />
      <path d="M2.2 6.3h11.6M2.2 9.8h11.6M6.1 2.8v10.4M10 2.8v10.4" />
    </Stroke>
  ),
  eye: (
    <Stroke>
      <path d="M1.5 8S3.8 3.8 8 3.8 14.5 8 14.5 8 12.2 12.2 8 12.2 1.5 8 1.5 8z" />
      <circle cx="8" cy="8" r="1.9" />
    </Stroke>
  ),
  send: (
    <Stroke>
      <path d="M13.8 2.2 2 6.8l4.6 2.5 2.5 4.6z" />
      <path d="M6.7 9.2 13.6 2.4" />
    </Stroke>
  ),
  shop: (
    <Stroke>
      <path d="M2.6 6.5v7h10.8v-7M1.8 5.9 3.2 2.4h9.6l1.4 3.5c-.3 1.5-2.7 1.5-3.1 0-.4 1.5-2.7 1.5-3.1 0-.4 1.5-2.7 1.5-3.1 0-.4 1.5-2.8 1.5-3.1 0z" />
    </Stroke>
  ),
  org: (
    <Stroke>
      <rect x="5.8" y="1.8" width="4.4" height="3.4" />
      <rect x="1.8" y="10.8" width="4.4" height="3.4" />
      <rect x="9.8" y="10.8" width="4.4" height="3.4" />
      <path d="M8 5.2V8M4 10.8V8h8v2.8" />
    </Stroke>
  ),
  search: (
    <Stroke>
      <circle cx="7" cy="7" r="4.4" />
      <path d="m10.3 10.3 3.5 3.5" />
    </Stroke>
  ),
  bell: (
    <Stroke>
      <path d="M3 11.6h10c-1-.9-1.3-2-1.3-4.2 0-2.4-1.5-4-3.7-4s-3.7 1.6-3.7 4c0 2.2-.3 3.3-1.3 4.2zM6.7 13.7h2.6M8 3.4V2" />
    </Stroke>
  ),
  help: (
    <Stroke>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M6.2 6.4C6.2 5.3 7 4.6 8 4.6s1.8.7 1.8 1.7C9.8 7.6 8 7.7 8 9.3" />
      <path d="M8 11.4v.1" strokeWidth="1.8" />
    </Stroke>
  ),
  info: (
    <Stroke>
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 7.3v3.9" />
      <path d="M8 4.9V5" strokeWidth="1.8" />
    </Stroke>
  ),
  alert: (
    <path
      fillRule="evenodd"
      d="M8 1.3a6.7 6.7 0 1 1 0 13.4A6.7 6.7 0 0 1 8 1.3zM7.2 4.4v4.9h1.6V4.4zm0 6v1.6h1.6v-1.6z"
    />
  ),
  shield: (
    <Stroke>
      <path d="M8 1.8 13.2 3.5v4.2c0 3-2 5.3-5.2 6.5-3.2-1.2-5.2-3.5-5.2-6.5V3.5z" />
    </Stroke>
  ),
  down: (
    <Stroke>
      <path d="m4 6.2 4 4 4-4" />
    </Stroke>
  ),
  right: (
    <Stroke>
      <path d="m6 4 4 4-4 4" />
    </Stroke>
  ),
  left: (
    <Stroke>
      <path d="m10 4-4 4 4 4" />
    </Stroke>
  ),
  close: (
    <Stroke>
      <path d="m4 4 8 8M12 4l-8 8" />
    </Stroke>
  ),
  plus: (
    <Stroke>
      <path d="M8 3v10M3 8h10" />
    </Stroke>
  ),
  more: (
    <>
      <circle cx="3.5" cy="8" r="1.2" />
      <circle cx="8" cy="8" r="1.2" />
      <circle cx="12.5" cy="8" r="1.2" />
    </>
  ),
  camera: (
    <Stroke>
      <path d="M1.9 5h2.7l1.1-1.8h4.6L11.4 5h2.7v8H1.9z" />
      <circle cx="8" cy="8.7" r="2.3" />
    </Stroke>
  ),
  clip: (
    <Stroke>
      <path d="m13 7.3-5.4 5.4a3.1 3.1 0 0 1-4.4-4.4L9 2.6a2.1 2.1 0 0 1 3 3L6.4 11a1 1 0 0 1-1.5-1.5l5-5" />
    </Stroke>
  ),
  mic: (
    <Stroke>
      <rect x="6" y="1.8" width="4" height="7.4" rx="2" />
      <path d="M3.6 7.8a4.4 4.4 0 0 0 8.8 0M8 12.2v2" />
    </Stroke>
  ),
  cols: (
    <Stroke>
      <rect x="2.2" y="2.8" width="11.6" height="10.4" rx="1" />
      <path d="M6.1 2.8v10.4M10 2.8v10.4" />
    </Stroke>
  ),
  out: (
    <Stroke>
      <path d="M8 2v7.6M5 6.8l3 3 3-3M2.6 11v2.6h10.8V11" />
    </Stroke>
  ),
  filter: (
    <Stroke>
      <path d="M2.4 3.4h11.2M4.6 8h6.8M6.6 12.6h2.8" />
    </Stroke>
  ),
  board: (
    <Stroke>
      <path d="M2.5 2.8h3v10.4h-3zM6.7 2.8h3v6.4h-3zM10.9 2.8h3v8.4h-3z" />
    </Stroke>
  ),
  cal: (
    <Stroke>
      <rect x="2.3" y="3.2" width="11.4" height="10.4" rx="1" />
      <path d="M2.3 6.6h11.4M5.3 1.8v2.6M10.7 1.8v2.6" />
    </Stroke>
  ),
  split: (
    <Stroke>
      <path d="M8 13.8V9.2L3.6 4.8M8 9.2l4.4-4.4M3.4 7.6V4.5h3.1M12.6 7.6V4.5H9.5" />
    </Stroke>
  ),
  merge: (
    <Stroke>
      <path d="M3.6 2.8 8 7.2l4.4-4.4M8 7.2v6M5.6 11 8 13.4l2.4-2.4" />
    </Stroke>
  ),
  link: (
    <Stroke>
      <path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 1 0-3.7-3.7l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 1 0 3.7 3.7l.8-.8" />
    </Stroke>
  ),
  user: (
    <Stroke>
      <circle cx="8" cy="5.4" r="2.9" />
      <path d="M2.6 14c.5-3 2.5-4.6 5.4-4.6s4.9 1.6 5.4 4.6" />
    </Stroke>
  ),
  map: (
    <Stroke>
      <path d="M8 14.2S3.2 10 3.2 6.5a4.8 4.8 0 0 1 9.6 0C12.8 10 8 14.2 8 14.2z" />
      <circle cx="8" cy="6.5" r="1.7" />
    </Stroke>
  ),
  lock: (
    <Stroke>
      <rect x="3.2" y="7" width="9.6" height="6.8" rx="1" />
      <path d="M5.3 7V4.9a2.7 2.7 0 0 1 5.4 0V7" />
    </Stroke>
  ),
  cloud: (
    <Stroke>
      <path d="M4.5 12.6a3 3 0 0 1-.3-6 4 4 0 0 1 7.7.6 2.7 2.7 0 0 1-.3 5.4z" />
      <path d="m2.5 2.5 11 11" />
    </Stroke>
  ),
  expand: (
    <Stroke>
      <path d="M9.6 2.6h3.8v3.8M6.4 13.4H2.6V9.6M13.2 2.8 9.4 6.6M2.8 13.2l3.8-3.8" />
    </Stroke>
  ),
  lost: (
    <Stroke>
      <path d="M4.5 8h7" strokeWidth="1.8" />
    </Stroke>
  ),
  ring: <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  inbox: (
    <Stroke>
      <path d="M2.2 9.3 4.2 3h7.6l2 6.3v4H2.2zM2.4 9.3h3.3c.3 1.3 1.1 2 2.3 2s2-.7 2.3-2h3.3" />
    </Stroke>
  ),
  up: (
    <Stroke>
      <path d="m4 9.8 4-4 4 4" />
    </Stroke>
  ),
  back: (
    <Stroke>
      <path d="M13.2 8H3M6.8 4 2.8 8l4 4" />
    </Stroke>
  ),
  check: (
    <Stroke>
      <path d="m3 8.6 3.2 3.2L13 4.8" strokeWidth="1.8" />
    </Stroke>
  ),
  cross: (
    <Stroke>
      <path d="m4.4 4.4 7.2 7.2M11.6 4.4l-7.2 7.2" strokeWidth="1.7" />
    </Stroke>
  ),
  again: (
    <Stroke>
      <path d="M13.2 8a5.2 5.2 0 1 1-1.6-3.8M13.4 2v3.2h-3.2" />
    </Stroke>
  ),
  bin: (
    <Stroke>
      <path d="M2.8 4.4h10.4M6 4.2V2.4h4v1.8M4.2 4.6l.6 9h6.4l.6-9M6.8 7v4M9.2 7v4" />
    </Stroke>
  ),
  sort: (
    <Stroke>
      <path d="M5 2.8v10.4M2.8 11l2.2 2.2L7.2 11M11 13.2V2.8M8.8 5 11 2.8 13.2 5" />
    </Stroke>
  ),
  leave: (
    <Stroke>
      <path d="M6.4 2.6H2.8v10.8h3.6M10 5l3 3-3 3M13 8H6.2" />
    </Stroke>
  ),
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof shapes

/**
 * An icon in the colour of the words beside it. It is decoration by default; give `label` where it stands alone.
 * Sizes: 14 (`s`), 16 (default), 24 (`l`) px.
 */
export const Icon = ({ name, size, label }: { name: IconName; size?: 's' | 'l'; label?: string }) => {
  const className = size ? `icon ${size}` : 'icon'
  return label ? (
    <svg className={className} viewBox="0 0 16 16" role="img" aria-label={label}>
      {shapes[name]}
    </svg>
  ) : (
    <svg className={className} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  )
}

export const iconNames = Object.keys(shapes) as IconName[]
