-- How both households stood right after a merge, thing by thing: it is taken back only while they stand so still. Merges of before have none
-- and are judged by the versions of the two persons, as they were.
alter table person_merges add column stood jsonb;
