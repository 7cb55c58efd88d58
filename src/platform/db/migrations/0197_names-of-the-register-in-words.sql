-- Names of registered persons are masked inside the words of facts for whoever does not read them in full: all that a page of facts says
-- is asked for at once, name by name.
create index household_persons_named on household_persons (name);
