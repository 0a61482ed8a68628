-- Holds nothing: writers lock it to say beside whom they may write (src/store/door_connection.rs).
CREATE TABLE write_turn ();
