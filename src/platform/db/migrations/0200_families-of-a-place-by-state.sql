-- The list of families and its total: those of a state in a place are counted in the index alone, and a place gives its own in their order.
create index households_place_state on households (region_path, state, id);
drop index households_place;
