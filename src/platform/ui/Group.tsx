import type { HTMLAttributes } from 'react'

/**
 * Controls that belong together under one name, laid out by their class. No fieldset: Chromium 90, the oldest browser
 * served (docs/adr/0014), does not lay a fieldset's content out as flex.
 */
export const Group = (props: HTMLAttributes<HTMLDivElement> & { 'aria-label': string }) => (
  // biome-ignore lint/a11y/useSemanticElements: see above
  <div role="group" {...props} />
)
