-- 查找 looks for what many titles hold among the newest that a post sees, open ones first: in one place, in a range of
-- places (from the index alone), and in all.
create index matters_newest on matters (is_done, id desc) where dropped_at is null;
create index matters_newest_in_place on matters (region_path, is_done, id desc) include (state) where dropped_at is null;

-- A leader's figures count finished needs of troops one by one.
create index matters_troop_needs on matters (region_path, year) where direction = 'military-asks' and is_done;
