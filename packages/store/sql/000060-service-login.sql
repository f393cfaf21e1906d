-- The service may log in as a role that is not the owner's: it then has to see for itself whether the schema is its own.
grant select on migrations to tact_app;
