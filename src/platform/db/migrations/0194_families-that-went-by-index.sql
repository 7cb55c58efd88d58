-- 底册: families that moved, merged or are no more are few beside those present, and were counted among all of a city.
create index households_gone_region on households (region_id, id) where state <> 'present';
create index households_gone_place on households (region_path) where state <> 'present';
