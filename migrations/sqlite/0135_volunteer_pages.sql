-- How many times the links to a volunteer's own page were revoked: older links open nothing. Links are not kept.

CREATE TABLE volunteer_pages (
    volunteer_id BLOB NOT NULL,
    generation INTEGER NOT NULL,
    CONSTRAINT volunteer_pages_pkey PRIMARY KEY (volunteer_id),
    CONSTRAINT volunteer_pages_volunteer_fkey FOREIGN KEY (volunteer_id) REFERENCES volunteers (id)
);
