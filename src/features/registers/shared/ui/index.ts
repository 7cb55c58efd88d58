/** Pieces of the register's screens for higher rooms that show families: its tabs, its address, a family to choose. */
export { HouseholdField } from '../../ui/fields.tsx'
export { useAddress, usePages } from '../../ui/pieces.tsx'
