-- 联系计划: who turns sixty is found by the year of birth, and not by reading everybody who is registered.
create index household_persons_born on household_persons (birth_year, birth_month) where state = 'present';
