-- The nouns. Each row keeps its record as one JSON document and, beside it, the columns that are
-- looked for, ordered by or constrained. Numbers, addresses and texts are never in the record: they
-- are in `sealed`, encrypted with a key outside the database, and found again by a keyed hash.

CREATE TABLE organisations (
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT organisations_pkey PRIMARY KEY (id),
    CONSTRAINT organisations_name_key UNIQUE (name)
);

CREATE TABLE lines (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    key TEXT NOT NULL,
    number TEXT NOT NULL,
    sms_sender TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT lines_pkey PRIMARY KEY (id),
    CONSTRAINT lines_key_key UNIQUE (organisation_id, key),
    CONSTRAINT lines_number_key UNIQUE (number),
    CONSTRAINT lines_organisation_fkey FOREIGN KEY (organisation_id) REFERENCES organisations (id)
);
CREATE INDEX lines_sms_sender ON lines (sms_sender);

CREATE TABLE people (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    key TEXT NOT NULL,
    line_id BLOB NOT NULL,
    record TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT people_pkey PRIMARY KEY (id),
    CONSTRAINT people_key_key UNIQUE (organisation_id, key),
    CONSTRAINT people_line_fkey FOREIGN KEY (line_id) REFERENCES lines (id)
);

CREATE TABLE person_numbers (
    number_index TEXT NOT NULL,
    person_id BLOB NOT NULL,
    CONSTRAINT person_numbers_pkey PRIMARY KEY (number_index, person_id),
    CONSTRAINT person_numbers_person_fkey FOREIGN KEY (person_id) REFERENCES people (id)
);
CREATE INDEX person_numbers_person ON person_numbers (person_id);

CREATE TABLE trusted_contacts (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    position BIGINT NOT NULL,
    record TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT trusted_contacts_pkey PRIMARY KEY (id),
    CONSTRAINT trusted_contacts_position_key UNIQUE (person_id, position),
    CONSTRAINT trusted_contacts_person_fkey FOREIGN KEY (person_id) REFERENCES people (id)
);

CREATE TABLE volunteers (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    key TEXT NOT NULL,
    number_index TEXT,
    record TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT volunteers_pkey PRIMARY KEY (id),
    CONSTRAINT volunteers_key_key UNIQUE (organisation_id, key)
);
CREATE INDEX volunteers_number ON volunteers (number_index);

CREATE TABLE staff (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    key TEXT NOT NULL,
    number_index TEXT,
    record TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT staff_pkey PRIMARY KEY (id),
    CONSTRAINT staff_key_key UNIQUE (organisation_id, key)
);
CREATE INDEX staff_number ON staff (number_index);

-- A token stands for a staff member on the API; only its hash is kept.
CREATE TABLE api_tokens (
    token_hash TEXT NOT NULL,
    staff_id BLOB NOT NULL,
    made_at TEXT NOT NULL,
    CONSTRAINT api_tokens_pkey PRIMARY KEY (token_hash),
    CONSTRAINT api_tokens_staff_fkey FOREIGN KEY (staff_id) REFERENCES staff (id)
);

CREATE TABLE shifts (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    line_id BLOB NOT NULL,
    natural_key TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT shifts_pkey PRIMARY KEY (id),
    CONSTRAINT shifts_natural_key_key UNIQUE (organisation_id, natural_key),
    CONSTRAINT shifts_line_fkey FOREIGN KEY (line_id) REFERENCES lines (id)
);
CREATE INDEX shifts_line ON shifts (line_id);

-- A listener is reserved before being dialled: one row a member, whoever comes first has it.
CREATE TABLE reservations (
    member_id BLOB NOT NULL,
    call_id BLOB NOT NULL,
    until_at TEXT NOT NULL,
    last_used_at TEXT NOT NULL,
    CONSTRAINT reservations_pkey PRIMARY KEY (member_id)
);
CREATE INDEX reservations_call ON reservations (call_id);

CREATE TABLE call_series (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    key TEXT NOT NULL,
    person_id BLOB NOT NULL,
    is_live BOOLEAN NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT call_series_pkey PRIMARY KEY (id),
    CONSTRAINT call_series_key_key UNIQUE (organisation_id, key),
    CONSTRAINT call_series_person_fkey FOREIGN KEY (person_id) REFERENCES people (id)
);
CREATE INDEX call_series_person ON call_series (person_id);

CREATE TABLE scheduled_calls (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    series_id BLOB NOT NULL,
    local_on TEXT NOT NULL,
    person_id BLOB NOT NULL,
    volunteer_id BLOB,
    code TEXT NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    starts_at TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT scheduled_calls_pkey PRIMARY KEY (id),
    CONSTRAINT scheduled_calls_occurrence_key UNIQUE (series_id, local_on),
    CONSTRAINT scheduled_calls_series_fkey FOREIGN KEY (series_id) REFERENCES call_series (id),
    CONSTRAINT scheduled_calls_person_fkey FOREIGN KEY (person_id) REFERENCES people (id)
);
CREATE INDEX scheduled_calls_starts ON scheduled_calls (organisation_id, starts_at);
CREATE INDEX scheduled_calls_person ON scheduled_calls (person_id, starts_at);
CREATE INDEX scheduled_calls_volunteer ON scheduled_calls (volunteer_id, starts_at);
CREATE INDEX scheduled_calls_code ON scheduled_calls (organisation_id, code, starts_at);

CREATE TABLE offers (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    scheduled_call_id BLOB NOT NULL,
    volunteer_id BLOB NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    made_at TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT offers_pkey PRIMARY KEY (id),
    CONSTRAINT offers_once_key UNIQUE (scheduled_call_id, volunteer_id),
    CONSTRAINT offers_call_fkey FOREIGN KEY (scheduled_call_id) REFERENCES scheduled_calls (id)
);
CREATE INDEX offers_volunteer ON offers (volunteer_id, made_at);

CREATE TABLE calls (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    line_id BLOB NOT NULL,
    carrier_sid TEXT,
    is_live BOOLEAN NOT NULL,
    began_at TEXT NOT NULL,
    record TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT calls_pkey PRIMARY KEY (id),
    CONSTRAINT calls_carrier_sid_key UNIQUE (carrier_sid)
);
CREATE INDEX calls_began ON calls (organisation_id, began_at);

-- What was answered to each step of a conversation: the same request always gets the same answer.
CREATE TABLE call_steps (
    call_id BLOB NOT NULL,
    step BIGINT NOT NULL,
    answer TEXT NOT NULL,
    CONSTRAINT call_steps_pkey PRIMARY KEY (call_id, step)
) WITHOUT ROWID;

CREATE TABLE attempts (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    scheduled_call_id BLOB NOT NULL,
    call_id BLOB NOT NULL,
    began_at TEXT NOT NULL,
    ended_at TEXT,
    result TEXT,
    CONSTRAINT attempts_pkey PRIMARY KEY (id),
    CONSTRAINT attempts_call_fkey FOREIGN KEY (scheduled_call_id) REFERENCES scheduled_calls (id)
);
CREATE INDEX attempts_scheduled_call ON attempts (scheduled_call_id, began_at);

CREATE TABLE legs (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    call_id BLOB NOT NULL,
    carrier_sid TEXT,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    made_at TEXT NOT NULL,
    record TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT legs_pkey PRIMARY KEY (id),
    CONSTRAINT legs_carrier_sid_key UNIQUE (carrier_sid)
);
CREATE INDEX legs_call ON legs (call_id);

CREATE TABLE callbacks (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    line_id BLOB NOT NULL,
    code TEXT NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    due_at TEXT NOT NULL,
    number_index TEXT,
    record TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT callbacks_pkey PRIMARY KEY (id)
);
CREATE INDEX callbacks_number ON callbacks (number_index);
CREATE INDEX callbacks_due ON callbacks (organisation_id, due_at);

CREATE TABLE voicemails (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    line_id BLOB NOT NULL,
    code TEXT NOT NULL,
    recording_sid TEXT NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    due_at TEXT NOT NULL,
    record TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT voicemails_pkey PRIMARY KEY (id),
    CONSTRAINT voicemails_recording_key UNIQUE (recording_sid)
);
CREATE INDEX voicemails_due ON voicemails (organisation_id, due_at);

CREATE TABLE cases (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    code TEXT NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    level BIGINT NOT NULL,
    person_id BLOB,
    opened_at TEXT NOT NULL,
    record TEXT NOT NULL,
    CONSTRAINT cases_pkey PRIMARY KEY (id)
);
CREATE INDEX cases_opened ON cases (organisation_id, opened_at);
CREATE INDEX cases_person ON cases (person_id);
CREATE UNIQUE INDEX cases_live_code ON cases (organisation_id, code) WHERE is_live;

CREATE TABLE messages (
    id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    channel TEXT NOT NULL,
    member_id BLOB,
    template TEXT NOT NULL,
    state TEXT NOT NULL,
    is_live BOOLEAN NOT NULL,
    carrier_sid TEXT,
    made_at TEXT NOT NULL,
    record TEXT NOT NULL,
    sealed TEXT NOT NULL,
    CONSTRAINT messages_pkey PRIMARY KEY (id),
    CONSTRAINT messages_carrier_sid_key UNIQUE (carrier_sid)
);
CREATE INDEX messages_member ON messages (member_id, made_at);
CREATE INDEX messages_made ON messages (organisation_id, made_at);

-- Texts received: each is acted on once, however often the carrier delivers it.
CREATE TABLE received_messages (
    carrier_sid TEXT NOT NULL,
    organisation_id BLOB,
    at TEXT NOT NULL,
    CONSTRAINT received_messages_pkey PRIMARY KEY (carrier_sid)
);

CREATE TABLE voice_scripts (
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    source TEXT NOT NULL,
    published_at TEXT NOT NULL,
    CONSTRAINT voice_scripts_pkey PRIMARY KEY (name, version)
);
