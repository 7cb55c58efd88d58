import { type AnchorHTMLAttributes, createContext, type MouseEvent, type ReactNode, useContext } from 'react'

/** Opens an address inside the app. The app gives its router's own function; without one, links load the page. */
export type Navigate = (href: string) => void

const NavigateContext = createContext<Navigate | null>(null)

/** Tells every piece below how an address is opened, so that no piece depends on the router. */
export const NavigateProvider = ({ navigate, children }: { navigate: Navigate; children: ReactNode }) => (
  <NavigateContext value={navigate}>{children}</NavigateContext>
)

/** The way to open an address from code; loads the page where no router is given. */
export const useNavigateTo = (): Navigate => {
  const navigate = useContext(NavigateContext)
  return navigate ?? ((href) => window.location.assign(href))
}

const isPlainClick = (event: MouseEvent) =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey

export type GoProps = AnchorHTMLAttributes<HTMLAnchorElement> & { href: string }

/** A link inside the app: a real `<a href>`, so it can be copied and opened beside; a plain click goes through the router. */
export const Go = ({ href, onClick, children, ...rest }: GoProps) => {
  const navigate = useContext(NavigateContext)
  const leavesApp = rest.target !== undefined || rest.download !== undefined || /^[a-z]+:/.test(href)
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event)
        if (event.defaultPrevented || !navigate || leavesApp || href.startsWith('#') || !isPlainClick(event)) return
        event.preventDefault()
        navigate(href)
      }}
    >
      {children}
    </a>
  )
}
