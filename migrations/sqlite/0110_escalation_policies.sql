-- Who is paged about a case, by what, and how long is waited: an association's own policies. What a case follows is frozen in
-- its record when it opens.
CREATE TABLE escalation_policies (
    organisation_id BLOB NOT NULL,
    key TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT escalation_policies_pkey PRIMARY KEY (organisation_id, key)
);
