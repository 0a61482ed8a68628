-- What happens when nobody answers: an association's own protocols, and whose they are. The nearest choice wins: the
-- person's, the series' (in its record), the organisation's.
CREATE TABLE protocols (
    organisation_id BLOB NOT NULL,
    key TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT protocols_pkey PRIMARY KEY (organisation_id, key)
);

CREATE TABLE protocol_choices (
    organisation_id BLOB NOT NULL,
    noun TEXT NOT NULL,
    noun_id BLOB NOT NULL,
    key TEXT NOT NULL,
    CONSTRAINT protocol_choices_pkey PRIMARY KEY (organisation_id, noun, noun_id)
);
