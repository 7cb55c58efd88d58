-- Families named in a fact. What hangs on a family that was merged stays with the fact under the family it named.
create table fact_households (
  fact_id integer not null references facts on delete cascade,
  household_id integer not null references households,
  primary key (fact_id, household_id)
);
create index fact_households_household on fact_households (household_id, fact_id);

