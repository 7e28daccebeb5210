-- error: nameless
CREATE TABLE nameless("" INTEGER);
INSERT INTO nameless VALUES (1);
